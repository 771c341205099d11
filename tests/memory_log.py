"""The log in memory: what `EventLog` promises, in the plainest way there is.

It stands in unit tests for the one in the file; tests/storage/log/test_log_rules.py holds both to
the same rules."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

from tracker.domain.events import Correction, Event, Row
from tracker.domain.filters import Filter
from tracker.domain.message_of import message_of, place_message
from tracker.domain.messages import EventMessage, LogMessage
from tracker.storage.log.event_log import LOOKED, PART, Earlier


class MemoryLog:
    """Rows by value: what is done to an appended one afterwards changes nothing here."""

    def __init__(self) -> None:
        self.head = 0
        self.rows: list[Row] = []

    async def append(self, batch: Sequence[Row]) -> None:
        """All of the batch, each row with its cursor."""
        for row in batch:
            self.head += 1
            row.cursor = self.head
        self.rows += [copy(row) for row in batch]

    async def probe(self) -> None:
        """Memory takes what comes."""

    async def rows_after(self, cursor: int, most: int) -> list[Row]:
        """Every site's."""
        return [copy(row) for row in self.rows if row.cursor > cursor][:most]

    async def read_after(self, site_id: int, cursor: int, upto: int) -> list[LogMessage]:
        """One site's, as they were told."""
        found = [row for row in self._of(site_id) if cursor < row.cursor <= upto]
        return [_told(row) for row in found[:PART]]

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
        message = _told(event)
        assert isinstance(message, EventMessage)
        late = (
            row.place
            for row in self._of(event.site_id)
            if isinstance(row, Correction)
            and row.visit == event.visit
            and row.cursor > event.cursor
        )
        if not any(event.place):
            message.place = place_message(next(late, event.place))
        return message


def _told(row: Row) -> LogMessage:
    message = message_of(row)
    assert not hasattr(message, "replay") or not message.replay
    message.replay = True  # type: ignore[union-attr]
    return message  # type: ignore[return-value]
