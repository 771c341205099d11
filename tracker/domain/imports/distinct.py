"""How many different ones there were, in half a megabyte however many there were."""

from __future__ import annotations

from collections.abc import Iterable
from math import log

BITS = 1 << 22
LAST_BYTE = BITS // 8 - 1
MOST_EXACTLY = 20_000  # that are counted one by one
MIXED = 0x9E3779B97F4A7C15  # numbers that are no hashes are spread by it


class Distinct:
    """Exact for thousands, within a percent for forty millions: each sets a bit, and what is free
    tells how many share one."""

    def __init__(self) -> None:
        self._bits = bytearray(BITS // 8)

    def update(self, numbers: Iterable[int]) -> None:
        """Some that may have been there before: hashes."""
        bits = self._bits
        for number in numbers:
            bits[number >> 3 & LAST_BYTE] |= 1 << (number & 7)

    @property
    def count(self) -> int:
        free = BITS - int.from_bytes(self._bits).bit_count()
        return round(-BITS * log(free / BITS)) if free else BITS * 17


class Several:
    """Exactly as long as they are few."""

    __slots__ = ("_few", "_many")

    def __init__(self) -> None:
        self._few: set[int] = set()
        self._many: Distinct | None = None

    def update(self, numbers: Iterable[int]) -> None:
        """Some that may have been there before."""
        self._few.update(numbers)
        if self._many is None and len(self._few) > MOST_EXACTLY:
            self._many = Distinct()
        if self._many is not None:
            self._many.update([number * MIXED >> 32 for number in self._few])
            self._few.clear()

    @property
    def count(self) -> int:
        return len(self._few) if self._many is None else self._many.count

    @property
    def held(self) -> int:
        """How many it remembers one by one."""
        return len(self._few)
