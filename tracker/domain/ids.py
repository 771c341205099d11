"""Event and visit ids: 63-bit, time-ordered, given by the one that writes a shard of the log."""

from __future__ import annotations

EPOCH = 1_577_836_800_000  # 2020-01-01, ms UTC: 41 bits of milliseconds last until 2089
SHARD_BITS = 10
COUNTER_BITS = 12
TIME_SHIFT = SHARD_BITS + COUNTER_BITS
GIVEN_WITHIN = 5  # ms: how much earlier than its id a hit may be that came beside others


def first_id(at: int) -> int:
    """No id that was given at `at` (ms, UTC) or later is smaller. What was brought from before the
    epoch has negative ones."""
    return (at - EPOCH) << TIME_SHIFT


def given_at(number: int) -> int:
    """When the id was given (ms, UTC)."""
    return (number >> TIME_SHIFT) + EPOCH


def is_first(event: int, visit: int) -> bool:
    """Whether the event began its visit: the two ids were given one after the other."""
    return event == visit + 1


class Ids:
    """A source of ids: the only one of its shard at a time."""

    def __init__(self, shard: int = 0) -> None:
        self._shard = shard << COUNTER_BITS
        self._last = 0
        self._counter = 0

    def go_on_after(self, number: int) -> None:
        """Give only greater ones from now on: the newest that the log has."""
        at = given_at(number)
        if number and at >= self._last:
            self._last, self._counter = at + 1, 0

    def next(self, now: int) -> int:
        """An id greater than all before it, also when the clock (ms, UTC) stands or steps back."""
        if now > self._last:
            self._last, self._counter = now, 0
        else:
            self._counter += 1
            if self._counter == 1 << COUNTER_BITS:
                self._last, self._counter = self._last + 1, 0
        return (self._last - EPOCH) << TIME_SHIFT | self._shard | self._counter
