"""Visits whose page is hidden: they count for a while, in case they come back."""

from __future__ import annotations

from itertools import takewhile

from tracker.domain.visits import AWAY_FOR


class Hidden(dict[int, int]):
    """Since when (ms, UTC) each is, in that order, so that those who have gone stand in front."""

    def hide(self, visit: int, at: int) -> int:
        """When it is gone, if it does not come back."""
        self.pop(visit, None)
        self[visit] = at
        return at + AWAY_FOR

    def gone(self, now: int) -> list[int]:
        """Those hidden for too long. In one go: to look for the front anew each time passes the
        places of all that were there."""
        return list(takewhile(lambda visit: self[visit] <= now - AWAY_FOR, self))

    def due(self, otherwise: int) -> int:
        """When the first is gone."""
        return next(iter(self.values()), otherwise) + AWAY_FOR

    def step_back(self, now: int) -> None:
        """The clock was put back: nobody was hidden later than now."""
        for visit, at in self.items():
            self[visit] = min(at, now)
