"""The end of what was recorded for a site, or up to a cursor, in slices that leave the writer
free."""

from __future__ import annotations

import json

from tracker.storage.file.database import Database

EVERYTHING = (1 << 62) - 1  # a cursor that nothing stands behind
SLICE = 2_000  # rows in one transaction: about 10 ms
RANGE = 20_000  # cursors looked at in one read


IN_THE_LOG = "select exists (select 1 from removal where site_id = ? and kind = 'site') as known"


async def removal_is_recorded(db: Database, site_id: int) -> bool:
    """Whether those who follow the log hear of the site's end."""
    return bool((await db.read(IN_THE_LOG, (site_id,)))[0]["known"])


RESET_IN_THE_LOG = """
select exists (
    select 1 from removal where site_id = ? and kind = 'reset' and what = ?
) as known
"""


async def reset_is_recorded(db: Database, site_id: int, upto: int) -> bool:
    """Whether those who follow the log hear that the site's numbers begin anew."""
    return bool((await db.read(RESET_IN_THE_LOG, (site_id, upto)))[0]["known"])


# Of the day and some hours that a visitor is new only once in.
COUNTED = """
select json_group_array(visitor) as found from event indexed by event_by_site
where site_id = :site and at >= :since and at < :until and is_new = 1
"""


async def visitors_counted(db: Database, site_id: int, since: int, until: int) -> list[int]:
    """Who was counted as new between these times (ms, UTC)."""
    [row] = await db.read(COUNTED, {"site": site_id, "since": since, "until": until})
    found: list[int] = json.loads(row["found"])
    return found


# What visitors have sent is overwritten before any row goes: a page that is merged with its
# neighbour keeps behind its rows what stood there.
BLACKEN = """
update event set properties = null, address = null
where cursor in (select cursor from event where site_id = :site and cursor <= :upto limit :most)
    and (properties is not null or address is not null)
"""
ERASE_EVENTS = """
delete from event
where cursor in (select cursor from event where site_id = :site and cursor <= :upto limit :most)
"""


async def erase_events(
    db: Database, site_id: int, upto: int = EVERYTHING, most: int = SLICE
) -> int:
    """Erase up to `most` of the site's events up to that cursor; how many it were."""
    bounds = {"site": site_id, "upto": upto, "most": most}
    async with db.transaction() as tx:
        await tx.execute(BLACKEN, bounds)
        return (await tx.execute(ERASE_EVENTS, bounds)).rowcount


# Other rows have no index by site: they are walked by cursor, found by a reader and only
# then erased by the writer.
FIND = (
    "select cursor from leave where +site_id = :site and cursor > :after and cursor <= :upto"
    " order by cursor limit 2000",
    "select cursor from correction where +site_id = :site and cursor > :after and cursor <= :upto"
    " order by cursor limit 2000",
    "select cursor from late_title where +site_id = :site and cursor > :after and cursor <= :upto"
    " order by cursor limit 2000",
    "select cursor from day_row where +site_id = :site and cursor > :after and cursor <= :upto"
    " order by cursor limit 2000",
)
ERASE = (
    "delete from leave where site_id = :site and cursor >= :first and cursor <= :last",
    "delete from correction where site_id = :site and cursor >= :first and cursor <= :last",
    "delete from late_title where site_id = :site and cursor >= :first and cursor <= :last",
    "delete from day_row where site_id = :site and cursor >= :first and cursor <= :last",
)


async def erase_after(db: Database, site_id: int, after: int, newest: int = EVERYTHING) -> int:
    """Erase a slice of the site's other rows beyond a cursor, up to the `newest`; the cursor to go
    on from."""
    upto = min(after + RANGE, newest)
    reached = upto
    for find, erase in zip(FIND, ERASE, strict=True):
        rows = await db.read(find, {"site": site_id, "after": after, "upto": upto})
        if not rows:
            continue
        bounds = {"site": site_id, "first": rows[0]["cursor"], "last": rows[-1]["cursor"]}
        async with db.transaction() as tx:
            await tx.execute(erase, bounds)
        if len(rows) == SLICE:
            reached = min(reached, rows[-1]["cursor"])
    return reached
