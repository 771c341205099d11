"""What a start needs of the log's newest rows: visits in progress, who is here, who was counted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import NamedTuple

import msgspec

from tracker.storage.file.database import Database
from tracker.storage.file.transactions import TableRow
from tracker.storage.log.stretches import STRETCH

SLICE = 20_000  # cursors in one read: what a start holds in memory at once
MOST = 100_000  # rows that a start reads: half a second, also after a burst


class Numbers(NamedTuple):
    """Some numbers of the log, and when the newest of them came (ms, UTC)."""

    at: int
    numbers: list[int]


# By the stretches of the log: a clock that was put back has left older times behind newer ones.
FIRST_SINCE = """
select max(:head - :most, 4096 * ifnull(
    (select min(number) from stretch where number >= (:head - :most) / 4096 and last_at >= :at),
    (select ifnull(max(number) + 1, 0) from stretch)
)) as cursor
"""


async def _first_since(db: Database, at: int, head: int, most: int) -> int:
    """A cursor that no event from `at` (ms, UTC) on stands before, but for those that are not
    among the `most` newest rows. Behind it are some older ones, too."""
    [row] = await db.read(FIRST_SINCE, {"at": at, "head": head, "most": most})
    return int(row["cursor"])


RECENT = """
select * from (
    select event.cursor, 'event' as kind, site_id, at, visit, visitor, beacon, 0 as state,
        0 as page_cursor, name.value as name, path.value as path,
        ifnull(place.country, '') as country, source.value as source
    from event join text name on name.id = event.name join text path on path.id = event.path
    join text source on source.id = event.source
    left join place on place.id = event.place
    where event.cursor >= :since and event.cursor < :upto and event.at >= :at
        and event.import_id is null
        and event.cursor > ifnull((
            select upto from reset where reset.site_id = event.site_id), 0)
    union all
    select cursor, 'leave', site_id, at, visit, 0, beacon, state, page_cursor, '', path.value, '',
        ''
    from leave join text path on path.id = leave.path
    where cursor >= :since and cursor < :upto and at >= :at
    union all
    select correction.cursor, 'place', site_id, at, visit, 0, 0, 0, 0, '', '', place.country,
        ''
    from correction join place on place.id = correction.place
    where correction.cursor >= :since and correction.cursor < :upto and correction.at >= :at
) order by cursor
"""


async def recent_rows(db: Database, at: int, head: int) -> AsyncIterator[TableRow]:
    """Events, leaves and late places since `at` in order, but no more than MOST of the newest."""
    since = await _first_since(db, at, head, MOST)
    for start in range(since, head + 1, SLICE):
        for row in await db.read(RECENT, {"at": at, "since": start, "upto": start + SLICE}):
            yield row


BEACONS = """
select json_group_array(json_array(beacon, visit, iif(
    name in (select id from text where value = 'pageview'), cursor, 0
), at)) as found
from event
where cursor >= :since and cursor < :upto and at >= :at and beacon != 0 and import_id is null
"""


async def recent_beacons(
    db: Database, at: int, head: int
) -> AsyncIterator[list[tuple[int, int, int, int]]]:
    """Beacons since `at` with visit, cursor (0 where it is no pageview's) and time, at most five
    times MOST of the newest."""
    since = await _first_since(db, at, head, 5 * MOST)
    for start in range(since, head + 1, SLICE):
        bounds = {"at": at, "since": start, "upto": start + SLICE}
        [row] = await db.read(BEACONS, bounds)
        yield msgspec.json.decode(row["found"], type=list[tuple[int, int, int, int]])


STRETCHES_SINCE = """
select number from stretch where last_at >= :at and number * 4096 <= :head order by number
"""
NEW_VISITORS = """
select ifnull(
    (select max(last_at) from stretch where number = :number),
    (select max(at) from event where cursor >= :number * 4096 and cursor < :number * 4096 + 4096)
) as at, ifnull(
    (select visitors from stretch where number = :number),
    (
        select json_group_array(visitor) from event
        where cursor >= :number * 4096 and cursor < :number * 4096 + 4096 and is_new = 1
    )
) as numbers
"""


async def new_visitors(db: Database, at: int, head: int) -> AsyncIterator[Numbers]:
    """The ids that were counted as new visitors since `at`, a stretch at a time, as one value:
    hundreds of thousands of rows would take most of a start's time."""
    whole = [row["number"] for row in await db.read(STRETCHES_SINCE, {"at": at, "head": head})]
    [tail] = await db.read("select ifnull(max(number) + 1, 0) as number from stretch")
    for number in [*whole, *range(tail["number"], head // STRETCH + 1)]:
        [row] = await db.read(NEW_VISITORS, {"number": number})
        if row["at"] is not None and row["at"] >= at:
            yield Numbers(row["at"], msgspec.json.decode(row["numbers"], type=list[int]))
