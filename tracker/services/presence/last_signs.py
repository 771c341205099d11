"""Visits by their last sign. Giving one costs nothing here: only who may be silent is looked at."""

from __future__ import annotations

from collections import deque
from heapq import heapify, heappop, heappush, heapreplace

import msgspec

from tracker.domain.visits import GONE_AFTER, MINUTE
from tracker.services.presence.site_pages import Page

AHEAD = MINUTE  # before it must, a visit's turn comes
AT_ONCE = 500  # visits that are put where they belong in one go: less than a millisecond
FOR_ONE = 8  # to find a single one


class Visit(msgspec.Struct, gc=False, order=True):
    """One that gave a sign within half an hour. `at` is the last sign (ms, UTC), `placed` the one
    by which it stands among the others, 0 while it is quiet; `page` is where it is, if anywhere, by
    the pageview with that `cursor`;
    `minute`, `country` and `source` are where the last pageview was counted."""

    placed: int
    id: int
    at: int
    cursor: int = 0
    page: Page | None = None
    minute: int = 0
    country: str = ""
    source: str = ""


class LastSigns:
    """A heap in which each visit stands once. One that has given signs since it was placed goes on
    to where it belongs when its turn comes: once in half an hour, not once a sign.

    Turns come a minute ahead and some at a time, so that a crowd that came at once does not hold up
    the hits. Who was silent until then stands in line, quiet, until it is gone or gives a sign;
    then its place in the line is nobody's."""

    def __init__(self) -> None:
        self._heap: list[Visit] = []
        self._line: deque[Visit] = deque()

    def add(self, visit: Visit) -> int:
        """When its turn comes."""
        heappush(self._heap, visit)
        return visit.placed + GONE_AFTER - AHEAD

    def wake(self, visit: Visit) -> None:
        """One of the quiet has given a sign."""
        visit.placed = visit.at
        heappush(self._heap, visit)

    def due(self, otherwise: int) -> int:
        """When there is something to do."""
        quiet = self._first_quiet()
        gone = quiet.at + GONE_AFTER if quiet else otherwise
        return min(gone, self._heap[0].placed + GONE_AFTER - AHEAD) if self._heap else gone

    def take_silent(self, until: int) -> list[Visit]:
        """Take out those whose last sign is as old. A crowd that was not looked at ahead of time,
        since the clock has leapt, takes more than one go."""
        silent, heap, left = list[Visit](), self._heap, AT_ONCE
        while (first := self._first_quiet()) and first.at <= until:
            silent.append(self._line.popleft())
        while heap and heap[0].placed <= until + AHEAD:
            if heap[0].at <= until:
                silent.append(heappop(heap))
            elif left:
                left -= 1
                self._look_at_first()
            else:
                break
        return silent

    def take_longest_silent(self) -> Visit | None:
        """None where it takes more looks to find it: ask again."""
        for _ in range(FOR_ONE):
            if self._first_quiet():
                return self._line.popleft()
            self._look_at_first()
        return None

    def step_back(self, now: int) -> None:
        """The clock was put back: nobody has given a sign later than now."""
        self._heap += [visit for visit in self._line if not visit.placed]
        self._line.clear()
        for visit in self._heap:
            visit.placed = visit.at = min(visit.at, now)
        heapify(self._heap)

    def _look_at_first(self) -> None:
        first = self._heap[0]
        if first.placed == first.at:
            self._line.append(heappop(self._heap))
            first.placed = 0
        else:
            first.placed = first.at
            heapreplace(self._heap, first)

    def _first_quiet(self) -> Visit | None:
        line = self._line
        while line and line[0].placed:
            line.popleft()
        return line[0] if line else None
