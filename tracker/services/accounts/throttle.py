"""Slows down guessing: strangers by what they type and by where they are, a browser or session that
has proved before whose it is by itself, so that no stranger keeps anybody out of it."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import NamedTuple, Protocol

from tracker.domain.expiring import Expiring
from tracker.services.accounts.failure_counts import Count, FailureCounts

HARD_STOP = 100  # wrong ones in a row
STOPPED_FOR = 86_400.0
TOGETHER = 50  # wrong ones in a row from all known browsers of an account: they count as strangers
PER_ADDRESS = 20  # tries in a WINDOW
WINDOW = 60.0
REMEMBERED = 10_000  # addresses, 500 bytes each; the longest unused are forgotten first
STRANGERS_BYTES = 17_000_000  # more names than both hashing threads can check in a quarter hour
LINKS_BYTES = 4_000_000
KNOWN_BYTES = 2_000_000


class Pace(NamedTuple):
    """So many wrong ones cost no waiting; then so many seconds, each time `factor` times more."""

    free: int
    first: float
    factor: float
    longest: float

    def wait(self, failures: int) -> float:
        """Seconds until the next try."""
        if failures >= HARD_STOP:
            return STOPPED_FOR
        if failures < self.free:
            return 0.0
        return min(self.first * self.factor ** min(failures - self.free, 20), self.longest)


# Eight in the first hour, then one an hour: an account is tried by its name and by its address, and
# both together stay below 18 an hour.
STRANGERS = Pace(free=5, first=60.0, factor=6.0, longest=3600.0)
# Links by mail to one address for one network: seven in the first hour, then one an hour.
LINKS = Pace(free=5, first=600.0, factor=2.0, longest=3600.0)
KNOWN = Pace(free=5, first=1.0, factor=2.0, longest=900.0)  # 17 in the first hour, then four


class Try(NamedTuple):
    """Somebody who is about to show a secret."""

    address: str  # what shares a rate limit with them
    typed: str = ""  # as whom, as it was typed; "" for nobody in particular
    known: str = ""  # the browser or session, where it has shown before that it is this account's
    together: str = ""  # what the account's known browsers have in common


class Throttling(Protocol):
    """Asked before a secret is looked at, told when it was right: by whichever process, where
    several are one server."""

    async def admit(self, tried: Try) -> float:
        """0 to go on, counted as wrong until `forgive`; else the seconds to wait, not counted.
        Raises StorageError where others are to be asked who are away: nothing is looked at then."""

    async def forgive(self, tried: Try) -> None:
        """It was right."""


class Counts(Protocol):
    """Failures by name."""

    def find(self, name: str) -> Count: ...
    def put(self, name: str, count: Count) -> None: ...
    def forget(self, name: str) -> None: ...


class Times(Protocol):
    """When was tried lately, by address."""

    def get(self, key: str) -> array[float] | None: ...
    def put(self, key: str, value: array[float], life: float) -> None: ...


class Counting:
    """What follows from what is counted, which stands somewhere: in memory, as `Throttle` has it,
    or where others find it."""

    def __init__(
        self,
        clock: Callable[[], float],
        pace: Pace,
        strangers: Counts,
        known: Counts,
        addresses: Times,
    ) -> None:
        self._clock = clock  # seconds
        self._pace = pace
        self._strangers = strangers
        self._known = known
        self._addresses = addresses

    def admit(self, tried: Try) -> float:
        """0 to go on, counted as wrong until `forgive`; else the seconds to wait, not counted.

        Counting before the answer is known, so that a hundred tries at once are a hundred tries."""
        now = self._clock()
        if tried.known and not self._are_too_many(tried.together, now):
            wait = _wait(self._known, tried.known, now)
            if not wait:
                _count(self._known, tried.known, now, KNOWN)
                self._count_together(tried.together, now)
            return wait
        times = self._addresses.get(tried.address) or array("d")
        if len(times) == PER_ADDRESS and now - times[0] < WINDOW:
            return WINDOW - (now - times[0])
        if wait := _wait(self._strangers, tried.typed, now):
            return wait
        del times[: max(0, len(times) - PER_ADDRESS + 1)]
        times.append(now)
        self._addresses.put(tried.address, times, WINDOW)
        _count(self._strangers, tried.typed, now, self._pace)
        return 0.0

    def forgive(self, tried: Try) -> None:
        """It was right: who has tried starts anew, the address does not. Strangers are not forgiven
        for what a known browser does, or each of its log-ins would be worth five guesses."""
        if tried.known:
            self._known.forget(tried.known)
            self._known.forget(tried.together)
        else:
            self._strangers.forget(tried.typed)

    def _are_too_many(self, together: str, now: float) -> bool:
        """Whether whoever has got hold of several browsers' cookies guesses with all of them."""
        count = self._known.find(together) if together else Count()
        return count.failures >= TOGETHER and now < count.not_before

    def _count_together(self, together: str, now: float) -> None:
        if together:
            count = self._known.find(together)
            begun = count.failures if now < count.not_before else 0
            self._known.put(together, Count(begun + 1, now + STOPPED_FOR))


class Throttle(Counting):
    """In memory. What strangers do is apart, so that no flood of invented names makes us forget a
    known browser's failures."""

    def __init__(
        self,
        clock: Callable[[], float],
        key: bytes,
        strangers: Pace = STRANGERS,
        most_bytes: int = STRANGERS_BYTES,
    ) -> None:
        failures, known = FailureCounts(most_bytes, key), FailureCounts(KNOWN_BYTES, key)
        addresses = Expiring[str, "array[float]"](clock, REMEMBERED)
        super().__init__(clock, strangers, failures, known, addresses)


class OwnThrottle:
    """One in this process's own memory."""

    def __init__(self, counting: Throttle) -> None:
        self.counting = counting

    async def admit(self, tried: Try) -> float:
        """As Throttling."""
        return self.counting.admit(tried)

    async def forgive(self, tried: Try) -> None:
        """As Throttling."""
        self.counting.forgive(tried)


def _wait(counts: Counts, name: str, now: float) -> float:
    return max(counts.find(name).not_before - now, 0.0) if name else 0.0


def _count(counts: Counts, name: str, now: float, pace: Pace) -> None:
    if name:
        failures = counts.find(name).failures + 1
        counts.put(name, Count(failures, now + pace.wait(failures)))
