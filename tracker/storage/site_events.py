"""What was recorded for a site, as a whole."""

import aiosqlite

RECORDED = ("event", "leave", "correction", "removal")


async def erase_site_events(tx: aiosqlite.Connection, site_id: int) -> None:
    """Erase everything that was recorded for a site that is about to be deleted."""
    for table in RECORDED:
        await tx.execute(f"delete from {table} where site_id = :site", {"site": site_id})
