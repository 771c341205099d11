"""The end of what was recorded for a deleted site, in slices that leave the writer free."""

from __future__ import annotations

import aiosqlite

from tracker.storage.database import Database
from tracker.storage.unnamed import ask_sweep

SLICE = 2_000  # rows in one transaction: about 10 ms
RANGE = 20_000  # cursors looked at in one read


async def ask_erasure(tx: aiosqlite.Connection, site_id: int) -> None:
    """To be called with the site's row going, in one transaction: so it is never forgotten."""
    await tx.execute("insert or ignore into erasure (site_id) values (?)", (site_id,))


async def asked_erasures(db: Database) -> list[int]:
    """Sites whose rows may not all be gone."""
    asked = "select site_id from erasure where site_id > 0 order by site_id"
    return [row["site_id"] for row in await db.read(asked)]


async def end_erasure(db: Database, site_id: int) -> None:
    """Nothing is left of the site but its texts."""
    async with db.transaction() as tx:
        await ask_sweep(tx)
        await tx.execute("delete from erasure where site_id = ?", (site_id,))


IN_THE_LOG = "select exists (select 1 from removal where site_id = ? and visit = 0) as known"


async def removal_is_recorded(db: Database, site_id: int) -> bool:
    """Whether those who follow the log hear of the site's end."""
    return bool((await db.read(IN_THE_LOG, (site_id,)))[0]["known"])


# As long as before, so in its place: a page that is merged with its neighbour keeps behind its rows
# what stood there.
BLACKEN = (
    "update event set properties = printf('%.*c', length(cast(properties as blob)), '0')"
    " where properties is not null"
    " and cursor in (select cursor from event where site_id = ? limit 2000)",
    "update event set address = printf('%.*c', length(address), '0') where address is not null"
    " and cursor in (select cursor from event where site_id = ? limit 2000)",
)
ERASE_EVENTS = """
delete from event where cursor in (select cursor from event where site_id = ? limit 2000)
"""


async def erase_events(db: Database, site_id: int) -> int:
    """Erase up to SLICE of the site's events; how many it were."""
    async with db.transaction() as tx:
        for blacken in BLACKEN:
            await tx.execute(blacken, (site_id,))
        return (await tx.execute(ERASE_EVENTS, (site_id,))).rowcount


# Leaves and places have no index by site: they are walked by cursor, found by a reader and only
# then erased by the writer.
FIND = (
    "select cursor from leave where +site_id = :site and cursor > :after and cursor <= :upto"
    " order by cursor limit 2000",
    "select cursor from correction where +site_id = :site and cursor > :after and cursor <= :upto"
    " order by cursor limit 2000",
)
ERASE = (
    "delete from leave where site_id = :site and cursor >= :first and cursor <= :last",
    "delete from correction where site_id = :site and cursor >= :first and cursor <= :last",
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
