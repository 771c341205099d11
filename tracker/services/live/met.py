"""What visits have met of what filters ask for: one bound for all open views together."""

from __future__ import annotations

from weakref import WeakSet

from tracker.domain.budget import SELECTED
from tracker.domain.remembered import weight

A_VISIT = weight(1 << 62)  # bytes


class Met:
    """One view's: by visit the bits of the conditions that it has met. What was asked for last
    stands last."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._visits: dict[int, int] = {}

    def of(self, visit: int) -> int:
        if bits := self._visits.pop(visit, 0):
            self._visits[visit] = bits
        return bits

    def add(self, visit: int, bits: int) -> int:
        """All that it has met by now."""
        known = self.of(visit)
        if bits | known != known:
            self._visits[visit] = bits | known
            self._room.take(not known)
        return bits | known

    def forget_half(self) -> None:
        """Those of longest ago."""
        self._visits = dict(list(self._visits.items())[len(self._visits) // 2 + 1 :])

    def __len__(self) -> int:
        return len(self._visits)


class Room:
    """For so many visits. A view that has ended gives its own back with its last reference; where
    there are too many, the view that has most forgets some."""

    def __init__(self, most: int = SELECTED // A_VISIT) -> None:
        self._most = most
        self._taken = 0  # or fewer: views may have ended
        self._views: WeakSet[Met] = WeakSet()

    def met(self) -> Met:
        """A new view's."""
        made = Met(self)
        self._views.add(made)
        return made

    def take(self, visits: int) -> None:
        self._taken += visits
        while self._taken > self._most:
            self._taken = sum(map(len, self._views))
            if self._taken > self._most:
                max(self._views, key=len).forget_half()
