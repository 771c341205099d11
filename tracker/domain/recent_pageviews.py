"""Pageviews of the last hour by their beacon, so that what comes late finds the one it names."""

from __future__ import annotations

from array import array

from tracker.domain.recent import RecentInts
from tracker.domain.rows import Pageview


class RecentPageviews(RecentInts):
    """Some 54 bytes each. Other events are known, too: none is to be stored twice."""

    def __init__(self, keep_ms: int, most: int, secret: bytes = b"") -> None:
        super().__init__(keep_ms, most, secret)
        # Beside each table, by the same places.
        self._visits: list[array[int]] = []
        self._cursors: list[array[int]] = []
        self._times: list[array[int]] = []

    def put(self, beacon: int, visit: int, cursor: int, at: int) -> None:
        """Remember a stored event from its time (ms) on."""
        self.add(beacon, at)
        place = self.place
        self._visits[0][place] = visit
        self._cursors[0][place] = cursor
        self._times[0][place] = at

    def find(self, beacon: int) -> Pageview | None:
        """The event that had this beacon."""
        found = self.found(beacon)
        if found is None:
            return None
        table, place = found
        return Pageview(
            self._visits[table][place], self._cursors[table][place], self._times[table][place]
        )

    def _turn(self, now: int) -> None:
        super()._turn(now)
        for beside in (self._visits, self._cursors, self._times):
            beside.insert(0, array("q", [0]) * len(self._tables[0]))
            del beside[len(self._tables) :]
