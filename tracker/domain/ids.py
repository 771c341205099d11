"""Event and visit ids: 63-bit, time-ordered, unique without asking anybody."""

from __future__ import annotations

from collections.abc import Callable

EPOCH = 1_577_836_800_000  # 2020-01-01, ms UTC: 41 bits of milliseconds last until 2089
PROCESS_BITS = 10
COUNTER_BITS = 12


def first_id(at: int) -> int:
    """No id that was given at `at` (ms, UTC) or later is smaller."""
    return max(at - EPOCH, 0) << (PROCESS_BITS + COUNTER_BITS)


class Ids:
    """A source of ids; `randbits` makes two processes that start together differ."""

    def __init__(self, randbits: Callable[[int], int]) -> None:
        self._process = randbits(PROCESS_BITS) << COUNTER_BITS
        self._last = 0
        self._counter = 0

    def next(self, now: int) -> int:
        """An id greater than all before it, also when the clock (ms, UTC) stands or steps back."""
        if now > self._last:
            self._last, self._counter = now, 0
        else:
            self._counter += 1
            if self._counter == 1 << COUNTER_BITS:
                self._last, self._counter = self._last + 1, 0
        return (self._last - EPOCH) << (PROCESS_BITS + COUNTER_BITS) | self._process | self._counter
