"""The end of what was recorded for a deleted site, in slices that leave the writer free."""

from __future__ import annotations

from tracker.storage.file.database import Database

SLICE = 2_000  # rows in one transaction: about 10 ms
RANGE = 20_000  # cursors looked at in one read


IN_THE_LOG = "select exists (select 1 from removal where site_id = ? and kind = 'site') as known"


async def removal_is_recorded(db: Database, site_id: int) -> bool:
    """Whether those who follow the log hear of the site's end."""
    return bool((await db.read(IN_THE_LOG, (site_id,)))[0]["known"])


# What visitors have sent is overwritten before any row goes: a page that is merged with its
# neighbour keeps behind its rows what stood there.
BLACKEN = """
update event set properties = null, address = null
where cursor in (select cursor from event where site_id = ? limit 2000)
    and (properties is not null or address is not null)
"""
ERASE_EVENTS = """
delete from event where cursor in (select cursor from event where site_id = ? limit 2000)
"""


async def erase_events(db: Database, site_id: int) -> int:
    """Erase up to SLICE of the site's events; how many it were."""
    async with db.transaction() as tx:
        await tx.execute(BLACKEN, (site_id,))
        return (await tx.execute(ERASE_EVENTS, (site_id,))).rowcount


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


async def erase_after(db: Database, site_id: int, after: int) -> int:
    """Erase a slice of the site's other rows beyond a cursor; the cursor to go on from."""
    upto = after + RANGE
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
