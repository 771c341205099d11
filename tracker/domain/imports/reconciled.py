"""Theirs beside ours, day by day and kind by kind, and why they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

PAGEVIEWS, EVENTS, VISITS, VISITORS = KINDS = ("pageviews", "events", "visits", "visitors")
HIDDEN = "not in their figures"  # though in their file
MOST_KNOWN = 200_000  # visits and visitors that are remembered, over all days
LAST_DAYS = 3  # that are remembered however many they are


class Line(NamedTuple):
    """`why`: how many by which reason; what is no number of rows stands as 0."""

    day: int  # of the site, counted since 1970-01-01
    kind: str
    theirs: int
    ours: int
    why: dict[str, int]


class _Side:
    """What one side has of a day."""

    __slots__ = ("_before", "events", "pageviews", "visitors", "visits")

    def __init__(self) -> None:
        self.pageviews = self.events = 0
        self.visits: set[int] = set()
        self.visitors: set[int] = set()
        self._before = (0, 0)  # of those that are remembered no more

    def add(self, visit: int, visitor: int, *, is_page: bool) -> int:
        """How many more are remembered by it."""
        before = len(self.visits) + len(self.visitors)
        if is_page:
            self.pageviews += 1
        else:
            self.events += 1
        self.visits.add(visit)
        self.visitors.add(visitor)
        return len(self.visits) + len(self.visitors) - before

    def forget(self) -> int:
        """Who it was; how many are remembered less."""
        known = len(self.visits), len(self.visitors)
        self._before = (self._before[0] + known[0], self._before[1] + known[1])
        self.visits, self.visitors = set(), set()
        return sum(known)

    def of(self, kind: str) -> int:
        match kind:
            case "pageviews":
                return self.pageviews
            case "events":
                return self.events
            case "visits":
                return self._before[0] + len(self.visits)
        return self._before[1] + len(self.visitors)


class Reconciled:
    """Rows of a file that follows the time are counted exactly. Where a day comes again long after
    it was left, whoever is met again there is counted twice."""

    def __init__(self) -> None:
        self._theirs: dict[int, _Side] = {}
        self._ours: dict[int, _Side] = {}
        self._why: dict[tuple[int, str], Counter[str]] = {}
        self._known = 0

    def theirs(self, day: int, visit: int, visitor: int, *, is_page: bool, counted: bool) -> None:
        """A row that the file has. `counted`: in the other product's own figures."""
        self._known += _of(self._theirs, day).add(visit, visitor, is_page=is_page)
        if not counted:
            self.why(day, PAGEVIEWS if is_page else EVENTS, HIDDEN)
        if self._known > MOST_KNOWN:
            self._make_room(day)

    def ours(self, day: int, visit: int, visitor: int, *, is_page: bool) -> None:
        """It is in the log now."""
        self._known += _of(self._ours, day).add(visit, visitor, is_page=is_page)

    def why(self, day: int, kind: str, reason: str) -> None:
        """One of them differs for that reason."""
        self._why.setdefault((day, kind), Counter())[reason] += 1

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
