"""Visits in progress by their visitors' hashes: all that one who gives places knows of visitors."""

from __future__ import annotations

from tracker.domain.visits import GAP, MINUTE

GENERATION = GAP + MINUTE  # ms; a visit is remembered for one to two of these
MOST = 1_000_000  # in a generation, some 200 bytes each


class Running:
    """One visitor's; 0 while there was none."""

    __slots__ = ("last_at", "visit")

    def __init__(self, visit: int = 0, last_at: int = 0) -> None:
        self.visit = visit
        self.last_at = last_at  # ms UTC, of its newest event


class RunningVisits:
    """Over midnight a visitor has two hashes for a while, and both lead to one visit."""

    def __init__(self) -> None:
        self._young: dict[int, Running] = {}
        self._old: dict[int, Running] = {}
        self._turned = 0

    def of(self, visitor: int, before: int) -> Running:
        """The visitor's, whose event has come. `before`: their hash of the day before, or 0."""
        running = self.known(visitor, before) or Running()
        self.put(visitor, running)
        return running

    def known(self, visitor: int, before: int) -> Running | None:
        """The same, unless there is none."""
        return self._find(visitor) or self._find(before)

    def put(self, visitor: int, running: Running) -> None:
        """Remember it from now on."""
        if len(self._young) >= MOST:
            self._turn_over()
        self._young[visitor] = running

    def turn_to(self, now: int) -> None:
        """It is that time (ms, UTC) for those who come: what none of them has asked for lately is
        forgotten."""
        if now - self._turned > GENERATION:
            self._turn_over()
            self._turned = now

    def _find(self, visitor: int) -> Running | None:
        return self._young.get(visitor) or self._old.get(visitor)

    def _turn_over(self) -> None:
        self._young, self._old = {}, self._young
