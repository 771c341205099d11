"""How many connections one address may hold open, and for how long without a word.

Each costs memory and a file: whoever opens them and says nothing would leave none to others.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from tracker.domain.addresses import rate_key
from tracker.domain.client_address import UNIX
from tracker.domain.proxies import Proxies
from tracker.settings.hosts import is_this_machine

RESTED = 5.0  # seconds: a request may be on its way to one that has rested for less
AT_WORK = 8  # times as many as may rest; a carrier's address may have that many


class Connection(Protocol):
    """One that was accepted."""

    peer: str

    def rests_since(self) -> float | None:
        """Seconds, by the loop's clock; None while a request is under way."""

    def force_close(self) -> None: ...


class Connections:
    """Those of each address. When one more comes than may rest, the one that has rested longest
    is closed: browsers open another when they need it."""

    def __init__(self, most: int, spared: Callable[[str], bool]) -> None:
        self._most = most
        self._spared = spared
        self._here: dict[str, dict[Connection, None]] = {}

    def came(self, connection: Connection, now: float) -> bool:
        """Whether it is counted, and may not rest for ever."""
        if self._spared(connection.peer):
            return False
        here = self._here.setdefault(rate_key(connection.peer), {})
        here[connection] = None
        if len(here) > self._most:
            self._make_room(here, connection, now)
        return True

    def gone(self, connection: Connection) -> None:
        """It was closed, by whomever."""
        key = rate_key(connection.peer)
        here = self._here.get(key)
        if here is not None:
            here.pop(connection, None)
            if not here:
                del self._here[key]

    def _make_room(self, here: dict[Connection, None], new: Connection, now: float) -> None:
        resting = [(since, each) for each in here if (since := each.rests_since()) is not None]
        longest = min(resting, key=lambda one: one[0], default=None)
        if longest is not None and now - longest[0] >= RESTED:
            longest[1].force_close()
        elif len(here) > AT_WORK * self._most:
            new.force_close()


def is_spared(peer: str, proxies: Proxies) -> bool:
    """A proxy has the connections of all its clients, and this machine's programs are ours."""
    return peer in {"", UNIX} or peer in proxies or is_this_machine(peer)
