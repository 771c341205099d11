"""The rows of a stretch of a site's time, as a view of then was told of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from heapq import merge
from typing import NamedTuple

from tracker.domain.events import Event
from tracker.domain.rows import Back, Leave, Row
from tracker.storage.file.database import Database
from tracker.storage.file.transactions import TableRow
from tracker.storage.log.event_columns import EVENT_COLUMNS, KNOWN_BY_NOW, event_of
from tracker.storage.log.event_log import PART
from tracker.storage.log.standing import BEGINNING
from tracker.storage.log.typed_rows import leave_of

TimedRow = Event | Leave | Back


class Stretch(NamedTuple):
    """From `since` to before `until`, ms UTC."""

    since: int
    until: int


class StretchRows(NamedTuple):
    """All there are from the stretch's beginning to before `until`, by their times. `is_about`: who
    left when is not among them."""

    rows: list[TimedRow]
    until: int
    is_about: bool = False


# Titles and places that were found later are told at once.
EVENTS = (
    EVENT_COLUMNS
    + KNOWN_BY_NOW
    + """
where event.cursor in (
    select cursor from event indexed by event_by_site
    where site_id = :site and at >= :since and at < :until
        and (:one_of = 1 or visit % :one_of = 0) and cursor > """
    + BEGINNING
    + """
    order by at, cursor limit :most
)
order by event.at, event.cursor
"""
)
# Leaves have no index over time. Where those of a stretch lie, the log's stretches of cursors say,
# one more on each side, for their times are those of events. Of a long time on a busy server the
# last.
MOST_WALKED = 1_000_000  # cursors: some tenths of a second of a reader
CURSORS = """
select ifnull(4096 * (select max(number) from stretch where number < ifnull(
    (select min(number) from stretch where last_at >= :since),
    (select ifnull(max(number) + 1, 0) from stretch)
)), 0) as first, ifnull(4096 * (1 + (select min(number) from stretch where number > ifnull(
    (select max(number) from stretch where first_at < :until), 0
))), :head + 1) as last
"""
LEAVES = (
    """
select leave.*, text.value as page from leave join text on text.id = leave.path
where leave.cursor >= :first and leave.cursor < :last and site_id = :site
    and at >= :since and at < :until and (:one_of = 1 or visit % :one_of = 0) and cursor > """
    + BEGINNING
    + """
order by at, cursor limit :most
"""
)


async def stretch_rows(
    db: Database, site_id: int, stretch: Stretch, head: int, *, most: int, one_of: int = 1
) -> StretchRows:
    """Events, leaves and those who came back; of the visits one of so many. Of each kind `most` at
    most: where there are more, the stretch ends sooner."""
    bounds = {"site": site_id, "since": stretch.since, "until": stretch.until, "head": head}
    bounds |= {"one_of": one_of, "most": most + 1}
    events = await db.read(EVENTS, bounds)
    bounds["until"] = _end(events, stretch, most)
    [cursors] = await db.read(CURSORS, bounds)
    last = min(cursors["last"], head + 1)
    first = max(cursors["first"], last - MOST_WALKED)
    leaves = await db.read(LEAVES, bounds | {"first": first, "last": last})
    until = _end(leaves, stretch._replace(until=bounds["until"]), most)
    kinds = [await _typed(events, until, event_of), await _typed(leaves, until, leave_of)]
    return StretchRows(list(merge(*kinds, key=_place)), until)


def _end(rows: Sequence[TableRow], stretch: Stretch, most: int) -> int:
    """Where they are not all: at the time of the first that is too many. What has come in one
    millisecond stays together."""
    if len(rows) <= most:
        return stretch.until
    return max(int(rows[most]["at"]), stretch.since + 1)


async def _typed(
    rows: Sequence[TableRow], until: int, typed: Callable[[TableRow], TimedRow]
) -> list[TimedRow]:
    """A few milliseconds of the event loop at a time."""
    found: list[TimedRow] = []
    for start in range(0, len(rows), PART):
        found += (typed(row) for row in rows[start : start + PART] if row["at"] < until)
        await asyncio.sleep(0)
    return found


def _place(row: Row) -> tuple[int, int]:
    return row.at, row.cursor
