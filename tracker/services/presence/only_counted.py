"""Visits that there was no room for: so many, by the minute of their last sign."""

from __future__ import annotations

from collections import Counter

from tracker.domain.visits import GONE_AFTER, MINUTE


class OnlyCounted(Counter[int]):
    """Each is counted until half an hour after its last sign."""

    def add(self, at: int) -> None:
        self[at // MINUTE] += 1

    def let_go(self, now: int) -> bool:
        """Of those who are gone; whether anybody is."""
        gone = [minute for minute in self if minute * MINUTE <= now - GONE_AFTER]
        for minute in gone:
            del self[minute]
        return bool(gone)

    def due(self, otherwise: int) -> int:
        """When the first are gone."""
        return min(self) * MINUTE + GONE_AFTER if self else otherwise

    def step_back(self, now: int) -> None:
        """The clock was put back: nobody has given a sign later than now."""
        if everyone := self.total():
            self.clear()
            self[now // MINUTE] = everyone
