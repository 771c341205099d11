"""The end of what an import has brought, in slices that leave the writer free."""

from __future__ import annotations

from tracker.storage.erasing.erasures import ask_sweep
from tracker.storage.file.database import Database
from tracker.storage.imports.imports import Import, forget_import

IN_THE_LOG = """
select exists (
    select 1 from removal where site_id = ? and kind = 'import' and what = ?
) as known
"""


async def import_removal_is_recorded(db: Database, left: Import) -> bool:
    """Whether those who follow the log hear that it goes."""
    return bool((await db.read(IN_THE_LOG, (left.site_id, left.id)))[0]["known"])


ONE = "select first, last from import_rows where import_id = ? order by first limit 1"
# What was sent is overwritten before any row goes: see removed_sites.
BLACKEN = """
update event set properties = null, address = null
where cursor >= :first and cursor < :upto and import_id = :import
    and (properties is not null or address is not null)
"""
ERASE = (
    "delete from event where cursor >= :first and cursor < :upto and import_id = :import",
    "delete from leave where cursor >= :first and cursor < :upto and site_id = :site",
    "delete from day_row where cursor >= :first and cursor < :upto and import_id = :import",
)


async def erase_import(db: Database, left: Import, most: int) -> bool:
    """Erase what stands among up to so many cursors; False where nothing was left."""
    rows = await db.read(ONE, (left.id,))
    if not rows:
        return False
    first, last = rows[0]
    upto = min(first + most, last + 1)
    bounds = {"first": first, "upto": upto, "import": left.id, "site": left.site_id}
    async with db.transaction() as tx:
        await tx.execute(BLACKEN, bounds)
        for erase in ERASE:
            await tx.execute(erase, bounds)
        await tx.execute(
            "delete from import_rows where import_id = ? and first = ?", (left.id, first)
        )
        if upto <= last:
            await tx.execute(
                "insert into import_rows (import_id, first, last) values (?, ?, ?)",
                (left.id, upto, last),
            )
    return True


async def end_erasing(db: Database, left: Import) -> None:
    """Nothing is left of it but its texts."""
    async with db.transaction() as tx:
        await ask_sweep(tx)
        await forget_import(tx, left.id)
