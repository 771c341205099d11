"""The throttle whose counts any process finds: where it is asked does not matter."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping

import msgspec

from tracker.services.accounts.failure_counts import LEVELS, Count
from tracker.services.accounts.throttle import STRANGERS, Counting, Pace, Try
from tracker.storage.processes.short_memory import Memory, Remembered

DAY = 86_400.0
STRANGER, KNOWN, ADDRESS = "s ", "k ", "a "


class SharedThrottle:
    """As Throttling says. A memory that is full forgets who has failed least: their time is over
    first."""

    def __init__(self, memory: Memory, clock: Callable[[], float], pace: Pace = STRANGERS) -> None:
        self._memory = memory
        self._clock = clock  # seconds since 1970, alike in all processes
        self._pace = pace

    async def admit(self, tried: Try) -> float:
        """As Throttling. Who has to wait anyway keeps nobody else waiting."""
        names = _names(tried)
        known = Copied(await self._memory.found(*names))
        if wait := self._counting(known).admit(tried):
            return wait
        async with self._memory.changing(*names) as kept:
            return self._counting(kept).admit(tried)

    async def forgive(self, tried: Try) -> None:
        """As Throttling."""
        async with self._memory.changing(*_names(tried)) as kept:
            self._counting(kept).forgive(tried)

    def _counting(self, kept: Remembered) -> Counting:
        strangers, known = KeptCounts(kept, STRANGER), KeptCounts(kept, KNOWN)
        return Counting(self._clock, self._pace, strangers, known, KeptTimes(kept))


def _names(tried: Try) -> list[str]:
    known = [KNOWN + each for each in (tried.known, tried.together) if each]
    typed = [STRANGER + tried.typed] if tried.typed else []
    return [*known, *typed, ADDRESS + tried.address]


class KeptCounts:
    """Failures by name. They last for longer, the more there are."""

    def __init__(self, kept: Remembered, kind: str) -> None:
        self._kept = kept
        self._kind = kind

    def find(self, name: str) -> Count:
        """What is known of the name; no failures where that is nothing."""
        kept = self._kept.get(self._kind + name)
        return Count() if kept is None else msgspec.json.decode(kept, type=Count)

    def put(self, name: str, count: Count) -> None:
        """Instead of what was known before."""
        life = DAY * 2.0 ** min(count.failures, LEVELS)
        self._kept.put(self._kind + name, msgspec.json.encode(count), life)

    def forget(self, name: str) -> None:
        """It has failed no more."""
        if name:
            self._kept.forget(self._kind + name)


class KeptTimes:
    """When was tried, by address."""

    def __init__(self, kept: Remembered) -> None:
        self._kept = kept

    def get(self, key: str) -> array[float] | None:
        """Seconds, the earliest first."""
        kept = self._kept.get(ADDRESS + key)
        return None if kept is None else array("d", msgspec.json.decode(kept, type=list[float]))

    def put(self, key: str, value: array[float], life: float) -> None:
        """Instead of what was known before."""
        self._kept.put(ADDRESS + key, msgspec.json.encode(list(value)), life)


class Copied:
    """What was read: to see what would follow, with nothing kept of it."""

    def __init__(self, found: Mapping[str, bytes]) -> None:
        self._found = dict(found)

    def get(self, name: str) -> bytes | None:
        """As Remembered."""
        return self._found.get(name)

    def put(self, name: str, value: bytes, life: float) -> None:  # noqa: ARG002
        """As Remembered; the life means nothing here."""
        self._found[name] = value

    def forget(self, name: str) -> None:
        """As Remembered."""
        self._found.pop(name, None)
