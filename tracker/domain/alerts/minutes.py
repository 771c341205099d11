"""How many of something there were in each of the last minutes."""

from __future__ import annotations

from collections.abc import Mapping

KEPT = 60
MINUTE = 60_000  # ms


class Minutes:
    """Of the last hour; times are ms, UTC."""

    __slots__ = ("_counts", "_newest")

    def __init__(self) -> None:
        self._counts = [0] * KEPT
        self._newest = 0

    def add(self, at: int, number: int = 1) -> None:
        """What is older than an hour is left out."""
        minute = at // MINUTE
        self._turn_to(minute)
        if minute > self._newest - KEPT:
            self._counts[minute % KEPT] += number

    def last(self, minutes: int, at: int) -> int:
        """In the minute of `at` and those before it, as many together as that."""
        self._turn_to(at // MINUTE)
        if minutes >= KEPT:
            return sum(self._counts)
        return sum(self._counts[(self._newest - back) % KEPT] for back in range(minutes))

    def counts(self) -> dict[int, int]:
        """By the minute, since 1970, those that had some."""
        minutes = range(max(0, self._newest - KEPT + 1), self._newest + 1)
        return {each: count for each in minutes if (count := self._counts[each % KEPT])}

    def put(self, counts: Mapping[int, int]) -> None:
        """So many more in each minute."""
        for minute, count in sorted(counts.items()):
            self.add(minute * MINUTE, count)

    def _turn_to(self, minute: int) -> None:
        if minute <= self._newest:
            return
        for each in range(max(self._newest + 1, minute - KEPT + 1), minute + 1):
            self._counts[each % KEPT] = 0
        self._newest = minute
