"""What the one that writes decides of each hit, in the order in which they came: whether it is a
repetition, its ids, its visit, whether its visitor is new, and which pageview a late one names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

from tracker.domain.events import Event
from tracker.domain.hits import PAGEVIEW, TEST
from tracker.domain.ids import Ids
from tracker.domain.recent import RecentInts
from tracker.domain.recent_pageviews import RecentPageviews
from tracker.domain.rows import OfPageview, Pageview, PlaceCorrection, Row, attach
from tracker.domain.visits import is_in

HOUR = 3_600_000  # ms
DAY_AND_MORE = 26 * HOUR  # the longest local day, with an hour's margin
MOST_BEACONS = 2_000_000  # known at once


class Going(Protocol):
    """A visitor, as far as their visit goes: what is remembered of them beside it, many know."""

    visit: int
    last_at: int


class Folding(Protocol):
    """A row whose turn has come, and whose event or place it is."""

    @property
    def row(self) -> Row: ...
    @property
    def visitor(self) -> Going | None: ...


F = TypeVar("F", bound=Folding)


class Folded(NamedTuple, Generic[F]):
    """A batch: `rows` are to be written, `strays` name a pageview that has to be looked for in the
    log. What of `entries` is no row is known already, or names what is none."""

    rows: list[Row]
    entries: list[F]
    strays: list[F]


class Sequencer:
    """`fold` before a commit, `remember` after it."""

    def __init__(self, ids: Ids, secret: bytes = b"") -> None:
        """`secret`: by which it remembers what strangers number."""
        self._ids = ids
        self.pageviews = RecentPageviews(HOUR, MOST_BEACONS, secret)
        self.visitors = RecentInts(keep_ms=DAY_AND_MORE, secret=secret)

    def fold(self, batch: Sequence[F], head: int) -> Folded[F]:
        """The batch as it is to follow the cursor `head`; whatever becomes of it, it may be folded
        again. A repetition shares its batch's fate: its first copy is committed already or with it.
        """
        folded: Folded[F] = Folded([], [], [])
        rows, entries, strays = folded
        beacons, visitors = set[int](), set[int]()
        pageviews: dict[int, Event] = {}
        for entry in batch:
            row = entry.row
            if isinstance(row, Event):
                entries.append(entry)
                if row.beacon:
                    if self.pageviews.again(row.beacon, beacons):
                        continue
                    pageviews[row.beacon] = row
                self._event(row, entry.visitor, visitors)
                row.cursor = head + len(rows) + 1
            elif isinstance(row, OfPageview) and row.beacon:
                beacon, page = row.beacon, self._page(row.beacon, pageviews)
                (strays if page is None else entries).append(entry)
                if page is None or not attach(row, page):
                    continue
                if beacon in pageviews:  # not on disk yet, and may come to another place
                    row.beacon = beacon
            else:
                entries.append(entry)
                if isinstance(row, PlaceCorrection) and not _placed(row, entry.visitor):
                    continue
            rows.append(row)
        return folded

    def _event(self, row: Event, visitor: Going | None, visitors: set[int]) -> None:
        row.is_new = (
            row.is_new and row.name != TEST and not self.visitors.again(row.visitor_id, visitors)
        )
        if visitor is None:
            return  # of our own making, with its ids
        now = row.at
        # A test is a visit of its own: what was tried is no part of a real one.
        row.visit = self._ids.next(now) if row.name == TEST else self._visit(visitor, now)
        row.id = self._ids.next(now)

    def _visit(self, visitor: Going, now: int) -> int:
        if not is_in(visitor.visit, visitor.last_at, now):
            visitor.visit = self._ids.next(now)
        visitor.last_at = now
        return visitor.visit

    def _page(self, beacon: int, pageviews: dict[int, Event]) -> Pageview | None:
        """None where it is not in reach."""
        if (event := pageviews.get(beacon)) is not None:
            return Pageview(event.visit, event.cursor if event.name == PAGEVIEW else 0, event.at)
        return self.pageviews.find(beacon)

    def remember(self, rows: Iterable[Row]) -> None:
        """These are on disk."""
        for row in rows:
            if isinstance(row, Event):
                if row.beacon:
                    cursor = row.cursor if row.name == PAGEVIEW else 0
                    self.pageviews.put(row.beacon, row.visit, cursor, row.at)
                if row.is_new:
                    self.visitors.add(row.visitor_id, row.at)


def _placed(row: PlaceCorrection, visitor: Going | None) -> bool:
    """Whether it has a visit, which is its visitor's by now."""
    if visitor is not None:
        row.visit = visitor.visit
    return bool(row.visit)
