"""What was recorded for a site, as a whole."""

import aiosqlite

ERASE = (
    "delete from event where site_id = :site",
    "delete from leave where site_id = :site",
    "delete from correction where site_id = :site",
    "delete from removal where site_id = :site",
)


async def erase_site_events(tx: aiosqlite.Connection, site_id: int) -> None:
    """Erase everything that was recorded for a site that is about to be deleted."""
    for statement in ERASE:
        await tx.execute(statement, {"site": site_id})
