"""The end of what a site's days say of refused hits."""

from __future__ import annotations

from tracker.storage.file.transactions import Accounts

EVERY_DAY = 1 << 40  # before which all days are

ANY = "select exists (select 1 from refused where site_id = ? and day < ?) as found"
ERASE = """
delete from refused where site_id = :site and (day, reason) in (
    select day, reason from refused where site_id = :site and day < :before limit 2000
)
"""


async def any_refused(db: Accounts, site_id: int, before: int) -> bool:
    """Whether the site has a number of a day before that one; a look at an index."""
    return bool((await db.read(ANY, (site_id, before)))[0]["found"])


async def erase_refused(db: Accounts, site_id: int, before: int = EVERY_DAY) -> int:
    """Erase up to 2,000 numbers of the site's days before that one; how many it were."""
    async with db.transaction() as tx:
        return (await tx.execute(ERASE, {"site": site_id, "before": before})).rowcount
