"""The log in memory: what `EventLog` promises, in the plainest way there is.

It stands in unit tests for the one in the file; tests/storage/log/test_log_rules.py holds both to
the same rules."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

from tracker.domain.events import Event
from tracker.domain.filters import Filter
from tracker.domain.hits import PAGEVIEW
from tracker.domain.message_of import message_of, place_message
from tracker.domain.messages import EventMessage
from tracker.domain.rows import COUNTS_WITHIN, OfPageview, Pageview, PlaceCorrection, Row
from tracker.storage.file.errors import Fenced
from tracker.storage.log.event_log import LOOKED, PART, Earlier


class MemoryLog:
    """Rows by value: what is done to an appended one afterwards changes nothing here."""

    def __init__(self) -> None:
        self.id = "memory"
        self.head = self.newest_id = 0
        self.rows: list[Row] = []

    async def append(self, batch: Sequence[Row], position: int | None = None) -> None:
        """What of the batch is not known, each row with its cursor."""
        last = self.head + len(batch) if position is None else position
        known = {row.id: row.cursor for row in self.rows if isinstance(row, Event)}
        fresh: list[Row] = []
        for cursor, row in enumerate(batch, last - len(batch) + 1):
            is_known = isinstance(row, Event) and row.id in known
            row.cursor = known[row.id] if is_known else cursor
            if isinstance(row, Event) and not is_known and cursor <= self.head:
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

    async def earlier(self, site_id: int, before: int, limit: int, wanted: Filter) -> Earlier:
        """With the places that are known by now."""
        looked = self._events(site_id, before)[-(LOOKED if any(wanted) else limit) :]
        found = [event for event in map(self._placed, looked) if wanted.passes(event)][-limit:]
        if len(found) == limit:
            return Earlier(found, found[0].cursor)
        more = len(looked) == (LOOKED if any(wanted) else limit)
        return Earlier(found, looked[0].cursor if more else 0)

    def _of(self, site_id: int) -> list[Row]:
        return [row for row in self.rows if row.site_id == site_id]

    def _events(self, site_id: int, before: int) -> list[Event]:
        rows = self._of(site_id)
        return [row for row in rows if isinstance(row, Event) and row.cursor < before]

    def _placed(self, event: Event) -> EventMessage:
        message = message_of(event)
        assert isinstance(message, EventMessage)
        message.replay = True
        late = (
            row.place
            for row in self._of(event.site_id)
            if isinstance(row, PlaceCorrection)
            and row.visit == event.visit
            and row.cursor > event.cursor
        )
        if not any(event.place):
            message.place = place_message(next(late, event.place))
        return message
