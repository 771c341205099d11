"""The end of sums that retention has left of a site's days."""

from __future__ import annotations

from tracker.domain.rows import RETAINED
from tracker.storage.file.database import Database

ANY = """
select exists (select 1 from day_row where site_id = :site and import_id = :retained) as found
"""
ERASE = """
delete from day_row where cursor in (
    select cursor from day_row
    where site_id = :site and import_id = :retained and cursor > :after
    order by cursor limit :most
) returning cursor
"""


async def any_kept(db: Database, site_id: int) -> bool:
    """Whether there are some; a look at all sums of days."""
    return bool((await db.read(ANY, {"site": site_id, "retained": RETAINED}))[0]["found"])


async def erase_kept(db: Database, site_id: int, after: int, most: int) -> int:
    """Erase up to so many beyond a cursor; the cursor to go on from, 0 where none is left."""
    values = {"site": site_id, "retained": RETAINED, "after": after, "most": most}
    async with db.transaction() as tx:
        erased = await tx.execute_fetchall(ERASE, values)
    return max((row["cursor"] for row in erased), default=0)
