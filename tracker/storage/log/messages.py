"""A site's older events as messages: what is read back is what was sent live."""

from __future__ import annotations

from typing import cast

from tracker.domain.message_of import message_of
from tracker.domain.messages import EventMessage
from tracker.storage.file.transactions import TableRow
from tracker.storage.log.event_columns import EVENT_COLUMNS, event_of
from tracker.storage.log.known_by_now import KNOWN_BY_NOW
from tracker.storage.log.stretches import NEWEST_BEFORE

# What Filter.passes says, for rows that nobody has read yet.
FILTERED_BEFORE = (
    EVENT_COLUMNS
    + KNOWN_BY_NOW
    + "where event.cursor in ("
    + NEWEST_BEFORE
    + """)
    and (:page = '' or substr(path.value, 1, length(:page)) = :page)
    and (:country = '' or place.country = :country)
    and (:source = '' or source.value = :source)
    and (:event = '' or name.value = :event)
order by event.cursor desc limit :limit
"""
)
OLDEST_LOOKED = "select min(cursor) as cursor, count(*) as looked from (" + NEWEST_BEFORE + ")"


def event_message(row: TableRow) -> EventMessage:
    """A row of EVENT_COLUMNS that has been joined with its place."""
    message = cast("EventMessage", message_of(event_of(row)))
    message.replay = True
    return message
