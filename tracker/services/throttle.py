"""Slows down guessing: by account, whoever tries, and by address, whatever it tries."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")

FREE = 5  # wrong passwords in a row that cost no waiting
LONGEST = 900.0  # seconds between tries after that
HARD_STOP = 100  # wrong ones in a row
STOPPED_FOR = 86_400.0
PER_ADDRESS = 20  # tries in a WINDOW
WINDOW = 60.0
REMEMBERED = 10_000  # of each kind; the longest unused are forgotten first


@dataclass(slots=True)
class Account:
    """The wrong passwords in a row for one account."""

    failures: int = 0
    not_before: float = 0.0


@dataclass(slots=True)
class Tries:
    """The moments of one address's last tries."""

    at: deque[float] = field(default_factory=lambda: deque(maxlen=PER_ADDRESS))


class Throttle:
    """Asked before a password is looked at; told when it was right."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock  # seconds, monotonic
        # Apart, so that no flood of invented names makes us forget a real account's failures.
        self._users: dict[int, Account] = {}
        self._names: OrderedDict[str, Account] = OrderedDict()
        self._addresses: OrderedDict[str, Tries] = OrderedDict()

    def admit(self, address: str, account: int | str = "") -> float:
        """0 to go on, counted as wrong until `forgive`; else the seconds to wait, not counted.

        The account is a user's id, or what was typed when there is no such user.

        Counting before the answer is known, so that a hundred tries at once are a hundred tries.
        """
        now = self._clock()
        tries = _remembered(self._addresses, address, Tries)
        if len(tries.at) == PER_ADDRESS and now - tries.at[0] < WINDOW:
            return WINDOW - (now - tries.at[0])
        known = self._account(account)
        if now < known.not_before:
            return known.not_before - now
        tries.at.append(now)
        known.failures += 1
        known.not_before = now + _delay(known.failures)
        return 0.0

    def forgive(self, account: int | str) -> None:
        """The password was right: the account starts anew, the address does not."""
        if isinstance(account, int):
            self._users.pop(account, None)
        else:
            self._names.pop(account, None)

    def _account(self, account: int | str) -> Account:
        if isinstance(account, int):
            return self._users.setdefault(account, Account())
        return _remembered(self._names, account, Account) if account else Account()


def _delay(failures: int) -> float:
    if failures >= HARD_STOP:
        return STOPPED_FOR
    if failures < FREE:
        return 0.0
    return min(2.0 ** min(failures - FREE, 20), LONGEST)


def _remembered(table: OrderedDict[str, T], key: str, make: Callable[[], T]) -> T:
    entry = table.get(key)
    if entry is None:
        entry = table[key] = make()
        if len(table) > REMEMBERED:
            table.popitem(last=False)
    table.move_to_end(key)
    return entry
