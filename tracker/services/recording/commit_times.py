"""How long the disk takes to keep what came: counted since the start, in steps."""

from __future__ import annotations

from bisect import bisect_left

STEPS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)  # seconds


class CommitTimes:
    """`counts[i]` commits took up to `STEPS[i]`, and more than the step before; the last ones
    longer than any."""

    def __init__(self) -> None:
        self.counts = [0] * (len(STEPS) + 1)
        self.seconds = 0.0
        self.rows = 0

    def note(self, seconds: float, rows: int) -> None:
        """One commit."""
        self.counts[bisect_left(STEPS, seconds)] += 1
        self.seconds += seconds
        self.rows += rows
