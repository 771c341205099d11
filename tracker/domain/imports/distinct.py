"""How many different ones there were, in half a megabyte however many there were."""

from __future__ import annotations

from collections.abc import Iterable
from math import log

BITS = (1 << 22) - 3  # a prime: what divides by it is spread over all of them
MOST_EXACTLY = 20_000  # that are counted one by one
HELD = 8_000  # take as much room, remembered one by one, as all bits do


class Distinct:
    """Exact for thousands, within a percent for forty millions: each sets a bit, and what is free
    tells how many share one."""

    def __init__(self) -> None:
        self._bits = bytearray(BITS // 8 + 1)

    def update(self, numbers: Iterable[int]) -> None:
        """Some that may have been there before."""
        bits = self._bits
        for number in numbers:
            place = number % BITS
            bits[place >> 3] |= 1 << (place & 7)

    @property
    def count(self) -> int:
        free = BITS - int.from_bytes(self._bits).bit_count()
        return round(-BITS * log(free / BITS)) if free > 0 else BITS * 17


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
            self._many.update(self._few)
            self._few.clear()

    @property
    def count(self) -> int:
        return len(self._few) if self._many is None else self._many.count

    @property
    def held(self) -> int:
        """How many it remembers one by one, or would in the same room."""
        return len(self._few) if self._many is None else HELD
