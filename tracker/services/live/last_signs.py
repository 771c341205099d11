"""Visits by their last sign. Giving one costs nothing here: only who may be silent is looked at."""

from __future__ import annotations

from heapq import heapify, heappop, heappush, heapreplace

import msgspec


class Page(msgspec.Struct, gc=False):
    """One that somebody is on; `size` in bytes."""

    path: str
    size: int
    count: int = 0


class Visit(msgspec.Struct, gc=False, order=True):
    """One that gave a sign within half an hour. `at` is the last sign (ms, UTC), `placed` the one
    by which it stands among the others; `page` is where it is, if anywhere; `minute` and `country`
    are where the last pageview was counted."""

    placed: int
    id: int
    at: int
    beacon: int = 0
    page: Page | None = None
    minute: int = 0
    country: str = ""


class LastSigns:
    """A heap in which each visit stands once. One that has given signs since it was placed goes on
    to where it belongs when its turn comes: once in half an hour, not once a sign."""

    def __init__(self) -> None:
        self._heap: list[Visit] = []

    def add(self, visit: Visit) -> None:
        heappush(self._heap, visit)

    def first(self, otherwise: int) -> int:
        """No visit has been silent since before then."""
        return self._heap[0].placed if self._heap else otherwise

    def take_silent(self, until: int) -> list[Visit]:
        """Take out those whose last sign is as old."""
        heap, silent = self._heap, list[Visit]()
        while heap and heap[0].placed <= until:
            if heap[0].at <= until:
                silent.append(heappop(heap))
            else:
                self._place_first()
        return silent

    def take_longest_silent(self) -> Visit:
        heap = self._heap
        while heap[0].placed != heap[0].at:
            self._place_first()
        return heappop(heap)

    def step_back(self, now: int) -> None:
        """The clock was put back: nobody has given a sign later than now."""
        for visit in self._heap:
            visit.placed = visit.at = min(visit.at, now)
        heapify(self._heap)

    def _place_first(self) -> None:
        first = self._heap[0]
        first.placed = first.at
        heapreplace(self._heap, first)
