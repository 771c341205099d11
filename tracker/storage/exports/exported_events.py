"""A site's events in the order of time, a short read at a time, for whoever takes them away."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple

from tracker.storage.file.database import Database
from tracker.storage.file.transactions import TableRow
from tracker.storage.log.event_columns import EVENT_COLUMNS, KNOWN_BY_NOW
from tracker.storage.log.standing import BEGINNING

PAGE = 250  # events in one read: a few milliseconds

EVENTS_OF = (
    EVENT_COLUMNS
    + KNOWN_BY_NOW
    + "where event.site_id = :site and (event.at, event.cursor) > (:at, :cursor)"
    + " and event.at < :end and event.cursor <= :head and event.cursor > "
    + BEGINNING
    + " order by event.at, event.cursor limit :most"
)
NEVER = 1 << 62  # ms
NAMED = (
    EVENT_COLUMNS
    + KNOWN_BY_NOW
    + "where event.cursor in (select value from json_each(:cursors))"
    + " order by event.at, event.cursor"
)


class Place(NamedTuple):
    """Among a site's events, in the order of time: behind this one."""

    at: int
    cursor: int


BEFORE_ALL = Place(-1, 0)


async def pages_of_events(
    db: Database, site_id: int, head: int, after: Place = BEFORE_ALL, end: int = NEVER
) -> AsyncIterator[list[TableRow]]:
    """Rows as event_message reads them, of before `end` (ms, UTC). Between two pages nothing is
    held open, however long their reader takes over them; what came after the cursor `head` is left
    out, so there is an end, and what a clock that was ahead has dated is in it."""
    bounds = {"site": site_id, "head": head, "end": end, "most": PAGE, **after._asdict()}
    while rows := await db.read(EVENTS_OF, bounds):
        yield rows
        bounds |= {"at": rows[-1]["at"], "cursor": rows[-1]["cursor"]}


async def named_events(db: Database, cursors: Sequence[int]) -> AsyncIterator[list[TableRow]]:
    """Those of these numbers that are still there, which stand in the order of time."""
    for first in range(0, len(cursors), PAGE):
        found = json.dumps(cursors[first : first + PAGE])
        yield await db.read(NAMED, {"cursors": found})


HOW_MANY = (
    "select count(*) as many from event join text on text.id = event.name"
    " where event.site_id = :site and event.cursor > :after and event.cursor <= :head"
    " and event.cursor > " + BEGINNING + " and text.value != :left_out"
)


async def how_many_events(db: Database, site_id: int, after: int, head: int, left_out: str) -> int:
    """Those between two cursors that are not called so."""
    bounds = {"site": site_id, "after": after, "head": head, "left_out": left_out}
    [row] = await db.read(HOW_MANY, bounds)
    return int(row["many"])
