"""How many different ones there were, in two megabytes however many there were."""

from __future__ import annotations

from math import log

BITS = 1 << 24


class Distinct:
    """Exact for thousands, within a percent for millions: each sets a bit, and what is free tells
    how many share one."""

    def __init__(self) -> None:
        self._bits = bytearray(BITS // 8)
        self._set = 0

    def add(self, number: int) -> None:
        """One that may have been there before; `number` is a hash."""
        at = number & (BITS - 1)
        byte, bit = at >> 3, 1 << (at & 7)
        if not self._bits[byte] & bit:
            self._bits[byte] |= bit
            self._set += 1

    @property
    def count(self) -> int:
        free = BITS - self._set
        return round(-BITS * log(free / BITS)) if free else BITS * 17
