"""Theirs beside ours, day by day and kind by kind, and why they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from operator import not_
from typing import NamedTuple

from tracker.domain.hits import PAGEVIEW
from tracker.domain.imports.counted_rows import CountedRows
from tracker.domain.imports.distinct import Several

PAGEVIEWS, EVENTS, VISITS, VISITORS = KINDS = ("pageviews", "events", "visits", "visitors")
HIDDEN = "not in their figures"  # though in their file
MOST_KNOWN = 50_000  # visits and visitors that are remembered, over all days
LAST_DAYS = 2  # that are remembered however many they are


class Line(NamedTuple):
    """`why`: how many by which reason; what is no number of rows stands as 0."""

    day: int  # of the site, counted since 1970-01-01
    kind: str
    theirs: int
    ours: int
    why: dict[str, int]


class _Sum:
    """Some rows of one day."""

    __slots__ = ("events", "hidden", "pageviews", "visitors", "visits")

    def __init__(self, rows: CountedRows) -> None:
        self.pageviews = rows.name.count(PAGEVIEW)
        self.events = len(rows.name) - self.pageviews
        self.hidden = [name == PAGEVIEW for name in rows.only(map(not_, rows.counted)).name]
        self.visits = set(rows.visit)
        self.visitors = set(rows.visitor)


class _Side:
    """What one side has of a day."""

    __slots__ = ("_before", "_visitors", "_visits", "events", "pageviews")

    def __init__(self) -> None:
        self.pageviews = self.events = 0
        self._visits, self._visitors = Several(), Several()
        self._before = (0, 0)  # of those that are remembered no more

    def add(self, some: _Sum) -> int:
        """How many more are remembered by them."""
        before = self.held
        self.pageviews += some.pageviews
        self.events += some.events
        self._visits.update(some.visits)
        self._visitors.update(some.visitors)
        return self.held - before

    @property
    def held(self) -> int:
        """How many are remembered."""
        return self._visits.held + self._visitors.held

    def forget(self) -> int:
        """Who it was; how many are remembered less."""
        held = self.held
        self._before = (self.of(VISITS), self.of(VISITORS))
        self._visits, self._visitors = Several(), Several()
        return held

    def of(self, kind: str) -> int:
        match kind:
            case "pageviews":
                return self.pageviews
            case "events":
                return self.events
            case "visits":
                return self._before[0] + self._visits.count
        return self._before[1] + self._visitors.count


class Reconciled:
    """Rows of a file that follows the time are counted exactly. Where a day comes again long after
    it was left, whoever is met again there is counted twice."""

    def __init__(self) -> None:
        # A day that is the same on both sides is one and the same there.
        self._theirs: dict[int, _Side] = {}
        self._ours: dict[int, _Side] = {}
        self._why: dict[tuple[int, str], Counter[str]] = {}
        self._known = 0

    def both(self, rows: CountedRows) -> None:
        """Rows that the file has, and the log has now."""
        for day, some in rows.by_day():
            found = _Sum(some)
            if day not in self._theirs and day not in self._ours:
                self._theirs[day] = self._ours[day] = _Side()
            if self._ours.get(day) is not self._theirs.get(day):
                self._known += _of(self._ours, day).add(found)
            self._add_theirs(day, found)

    def theirs(self, rows: CountedRows) -> None:
        """Rows that the file has."""
        for day, some in rows.by_day():
            self._part(day)
            self._add_theirs(day, _Sum(some))

    def ours(self, rows: CountedRows) -> None:
        """They are in the log now."""
        for day, some in rows.by_day():
            self._part(day)
            self._known += _of(self._ours, day).add(_Sum(some))

    def _part(self, day: int) -> None:
        """From now on the sides of that day differ."""
        side = self._theirs.get(day)
        if side is not None and side is self._ours.get(day):
            self._ours[day] = deepcopy(side)
            self._known += side.held

    def why(self, day: int, kind: str, reason: str) -> None:
        """One of them differs for that reason."""
        self._why.setdefault((day, kind), Counter())[reason] += 1

    def _add_theirs(self, day: int, some: _Sum) -> None:
        self._known += _of(self._theirs, day).add(some)
        for is_page in some.hidden:
            self.why(day, PAGEVIEWS if is_page else EVENTS, HIDDEN)
        if self._known > MOST_KNOWN:
            self._make_room(day)

    def lines(self) -> Iterator[Line]:
        """Day by day; kinds of which neither side has any are left out."""
        for day in sorted(self._theirs.keys() | self._ours.keys()):
            for kind in KINDS:
                theirs, ours = (
                    side[day].of(kind) if day in side else 0 for side in (self._theirs, self._ours)
                )
                why = dict(self._why.get((day, kind), {}))
                if kind in {PAGEVIEWS, EVENTS} and (hidden := why.get(HIDDEN)):
                    theirs -= hidden
                if theirs or ours:
                    yield Line(day, kind, theirs, ours, why)

    def _make_room(self, day: int) -> None:
        for sides in (self._theirs, self._ours):
            for each, side in sides.items():
                if abs(each - day) >= LAST_DAYS:
                    self._known -= side.forget()


def _of(sides: dict[int, _Side], day: int) -> _Side:
    side = sides.get(day)
    if side is None:
        side = sides[day] = _Side()
    return side
