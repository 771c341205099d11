"""What single visits have brought so far, for who begins to follow them late."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Sequence
from heapq import merge

from tracker.domain.filters import MOST_LOOKED
from tracker.domain.ids import given_at
from tracker.domain.rows import Row
from tracker.domain.visits import MINUTE
from tracker.storage.file.database import Database
from tracker.storage.file.transactions import TableRow
from tracker.storage.log.event_columns import AS_IT_CAME, EVENT_COLUMNS, event_of
from tracker.storage.log.event_log import MOST_OF_VISIT, PART, RANGE
from tracker.storage.log.standing import BEGINNING
from tracker.storage.log.typed_rows import leave_of, place_correction_of, title_of

# There is no index over visits: the site's events since the first of them began are walked, the
# newest first.
EVENTS = (
    EVENT_COLUMNS
    + AS_IT_CAME
    + """
where event.cursor in (
    select cursor from (
        select cursor, row_number() over (partition by visit order by cursor desc) as back from (
            select cursor, visit from event indexed by event_by_site
            where site_id = :site and at between :since and :until and cursor < :before
                and cursor > """
    + BEGINNING
    + """
            order by at desc limit :looked
        ) where visit in (select value from json_each(:visits))
    ) where back <= :most
)
order by event.cursor
"""
)
LEAVES = """
select leave.*, text.value as page from leave join text on text.id = leave.path
where cursor > :first and cursor < :before and site_id = :site
    and visit in (select value from json_each(:visits))
order by cursor
"""
PLACES = """
select correction.cursor, correction.site_id, correction.at, correction.visit, place.*
from correction indexed by correction_by_visit join place on place.id = correction.place
where visit in (select value from json_each(:visits)) and site_id = :site
    and cursor > :oldest and cursor < :before
order by cursor
"""
TITLES = """
select late_title.*, text.value as name
from late_title indexed by late_title_by_page join text on text.id = late_title.title
where page_cursor in (select value from json_each(:pages)) and cursor < :before
    and visit in (select value from json_each(:visits))
order by cursor
"""


async def visit_rows(
    db: Database, site_id: int, visits: Iterable[int], before: int, until: int
) -> list[Row]:
    """The visits' rows before the cursor `before` of the time `until` (ms, UTC), in order."""
    wanted = sorted(visits)
    bounds = {"site": site_id, "visits": json.dumps(wanted), "before": before}
    # An id is given at the moment of its visit's first event; a clock may have been set since.
    span = {"since": given_at(wanted[0]) - MINUTE, "until": until + MINUTE}
    most = {"looked": MOST_LOOKED, "most": MOST_OF_VISIT}
    events = await _typed(await db.read(EVENTS, bounds | span | most), event_of)
    if not events:
        return []
    cursors = [event.cursor for event in events]
    bounds |= {"oldest": cursors[0], "pages": json.dumps(cursors)}
    bounds |= {"first": max(cursors[0], before - RANGE)}  # of leaves: no index leads to them
    found = [events]
    for select, typed in (LEAVES, leave_of), (PLACES, place_correction_of), (TITLES, title_of):
        found.append(await _typed(await db.read(select, bounds), typed))
    return list(merge(*found, key=lambda row: row.cursor))


async def _typed(rows: Sequence[TableRow], typed: Callable[[TableRow], Row]) -> list[Row]:
    """A few milliseconds of the event loop at a time."""
    found: list[Row] = []
    for start in range(0, len(rows), PART):
        found += map(typed, rows[start : start + PART])
        await asyncio.sleep(0)
    return found
