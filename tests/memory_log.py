"""The log in memory: what `WholeLog` promises, in the plainest way there is.

It stands in unit tests for the one in the file; tests/storage/log/test_log_rules.py holds both to
the same rules."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from copy import copy

from tracker.domain.events import Event
from tracker.domain.filters import EVERYTHING, LOOKS, Filter
from tracker.domain.hits import PAGEVIEW
from tracker.domain.ids import GIVEN_WITHIN, given_at
from tracker.domain.message_of import message_of, place_message
from tracker.domain.messages import EventMessage
from tracker.domain.rows import (
    COUNTS_WITHIN,
    Back,
    Leave,
    OfPageview,
    Pageview,
    PlaceCorrection,
    Row,
    TitleCorrection,
)
from tracker.domain.visits import MINUTE
from tracker.storage.file.errors import Fenced
from tracker.storage.log.event_log import LOOKED, MOST_OF_VISIT, NEAR, PART, Earlier
from tracker.storage.log.repeats import is_same

NEWEST = 1 << 62  # a cursor beyond all there are
OF_A_VISIT = (Event, Leave, Back, PlaceCorrection, TitleCorrection)


class MemoryLog:
    """Rows by value: what is done to an appended one afterwards changes nothing here."""

    near = NEAR

    def __init__(self) -> None:
        self.id = "memory"
        self.head = self.newest_id = 0
        self.rows: list[Row] = []

    @property
    def newest(self) -> int:
        """The head."""
        return self.head

    def head_of(self, site_id: int) -> int:  # noqa: ARG002
        """The head."""
        return self.head

    async def has_come_to(self, site_id: int, cursor: int) -> bool:  # noqa: ARG002
        """To the head."""
        return cursor <= self.head

    def reach(self, site_id: int, cursor: int) -> int:  # noqa: ARG002
        """Everything is at hand."""
        return self.head

    async def bring(self, batch: Sequence[Row], also: Sequence[object] = ()) -> None:  # noqa: ARG002
        """Rows that have their cursors."""
        if batch[0].cursor != self.head + 1:
            raise Fenced(f"the log is at {self.head}")
        self.rows += [copy(row) for row in batch]
        self.head = batch[-1].cursor

    async def append(self, batch: Sequence[Row], position: int | None = None) -> None:
        """What of the batch is not known, each row with its cursor."""
        last = self.head + len(batch) if position is None else position
        known = {row.id: row.cursor for row in self.rows if isinstance(row, Event)}
        fresh: list[Row] = []
        for cursor, row in enumerate(batch, last - len(batch) + 1):
            is_known = isinstance(row, Event) and row.id in known
            row.cursor = known[row.id] if is_known else cursor
            there = next((each for each in self.rows if each.cursor == cursor), None)
            if not is_known and cursor <= self.head and not is_same(row, there):
                raise Fenced(f"the log is at {self.head}")
            if not is_known and cursor > self.head:
                fresh.append(row)
        self.rows += [copy(row) for row in fresh]
        self.head = max(self.head, last) if fresh else self.head
        ids = [row.id for row in fresh if isinstance(row, Event)]
        self.newest_id = max(self.newest_id, *ids, 0)

    async def probe(self) -> None:
        """Memory takes what comes."""

    async def rows_after(self, cursor: int, most: int) -> list[Row]:
        """Every site's."""
        return [copy(row) for row in self.rows if row.cursor > cursor][:most]

    async def read_after(self, site_id: int, cursor: int, upto: int) -> list[Row]:
        """One site's."""
        found = [row for row in self._of(site_id) if cursor < row.cursor <= upto]
        return [copy(row) for row in found[:PART]]

    async def pageviews(self, late: Sequence[OfPageview]) -> dict[int, Pageview]:
        """By beacon."""
        return {
            row.beacon: Pageview(each.visit, each.cursor, each.at)
            for row in late
            for each in self._events(row.site_id, self.head + 1)
            if each.beacon == row.beacon
            and each.name == PAGEVIEW
            and row.at - COUNTS_WITHIN < each.at <= row.at
        }

    async def oldest_of(self, site_id: int, before: int, newest: int) -> int | None:
        """The first of so many."""
        looked = self._events(site_id, before)[-newest:]
        return looked[0].cursor if looked else None

    async def earlier(
        self, site_id: int, before: int, limit: int, wanted: Filter, upto: int | None = None
    ) -> Earlier:
        """With the places and titles that are known by now."""
        most = limit if wanted == EVERYTHING else LOOKED
        looked = self._events(site_id, before)[-most:]
        selected = self._selected(looked, wanted, self.head if upto is None else upto)
        messages = [self._placed(each) for each in looked if each.visit in selected]
        found = [message for message in messages if wanted.passes(message)][-limit:]
        if len(found) == limit:
            return Earlier(found, found[0].cursor)
        return Earlier(found, looked[0].cursor if len(looked) == most else 0)

    async def met_before(self, site_id: int, upto: int, wanted: Filter) -> dict[int, int]:
        """Of the two hours before."""
        events = self._events(site_id, upto + 1)
        since = events[-1].at - LOOKS if events else 0
        close = [each for each in events if each.at >= since]
        met = self._met(close + self._beginnings(close, upto), wanted, upto)
        return {visit: bits for visit, bits in met.items() if bits}

    async def visit_rows(
        self, site_id: int, visits: Collection[int], before: int, until: int
    ) -> list[Row]:
        """All kinds."""
        rows = [row for row in self._of(site_id) if isinstance(row, OF_A_VISIT)]
        of_visits = [row for row in rows if row.visit in visits and row.at <= until + MINUTE]
        found = [row for row in of_visits if row.cursor < before]
        newest = {
            cursor
            for visit in visits
            for cursor in [row.cursor for row in found if is_event_of(row, visit)][-MOST_OF_VISIT:]
        }
        first = min(newest, default=before)
        return [copy(row) for row in found if follows(row, first, newest)]

    def _selected(self, looked: Sequence[Event], wanted: Filter, upto: int) -> set[int]:
        """Visits that meet all that is asked for, two hours around."""
        if not looked or not wanted.selects_visits:
            return {each.visit for each in looked}
        since = min(each.at for each in looked) - LOOKS
        until = max(each.at for each in looked) + LOOKS
        events = self._events(looked[0].site_id, upto + 1)
        around = [each for each in events if since <= each.at <= until]
        met = self._met(around + self._beginnings(looked, upto), wanted, upto)
        return {visit for visit, bits in met.items() if bits == wanted.visits.asked}

    def _beginnings(self, events: Sequence[Event], upto: int) -> list[Event]:
        """What has begun the events' visits, however long ago."""
        visits = {each.visit for each in events}
        every = self._events(events[0].site_id, upto + 1) if events else []
        return [each for each in every if each.visit in visits and began(each)]

    def _met(self, events: Sequence[Event], wanted: Filter, upto: int) -> dict[int, int]:
        found: dict[int, int] = {}
        for each in events:
            bits = wanted.visits.met_by(self._placed(each, upto))
            found[each.visit] = found.get(each.visit, 0) | bits
        return found

    def _of(self, site_id: int) -> list[Row]:
        """What an import has brought is no news."""
        brought = {
            row.cursor for row in self.rows if isinstance(row, Event) and row.import_id is not None
        }
        return [
            row
            for row in self.rows
            if row.site_id == site_id
            and row.cursor not in brought
            and not is_leave_of(row, brought)
        ]

    def _events(self, site_id: int, before: int) -> list[Event]:
        rows = self._of(site_id)
        return [row for row in rows if isinstance(row, Event) and row.cursor < before]

    def _placed(self, event: Event, upto: int = NEWEST) -> EventMessage:
        message = message_of(event)
        assert isinstance(message, EventMessage)
        message.replay = True
        late = (
            row.place
            for row in self._of(event.site_id)
            if isinstance(row, PlaceCorrection)
            and row.visit == event.visit
            and event.cursor < row.cursor <= upto
        )
        if not any(event.place):
            message.place = place_message(next(late, event.place))
        titles = [
            row.title
            for row in self._of(event.site_id)
            if isinstance(row, TitleCorrection) and row.page and row.page.cursor == event.cursor
        ]
        message.title = [event.title, *titles][-1]
        return message


def is_leave_of(row: Row, pages: set[int]) -> bool:
    """Whether it is of one of these pageviews."""
    return isinstance(row, Leave) and row.page is not None and row.page.cursor in pages


def is_event_of(row: Row, visit: int) -> bool:
    """Whether it is one, of that visit."""
    return isinstance(row, Event) and row.visit == visit


def follows(row: Row, first: int, events: set[int]) -> bool:
    """Whether it is one of these events, or belongs to them."""
    match row:
        case Event():
            return row.cursor in events
        case TitleCorrection():
            return row.page is not None and row.page.cursor in events
    return row.cursor > first


def began(event: Event) -> bool:
    """Whether its visit's id was given with it."""
    return 0 <= given_at(event.visit) - event.at <= GIVEN_WITHIN
