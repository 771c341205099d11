"""What goes of the log beside sites: visits whose time is over, and texts that nobody names any
more. For each there is a number that no site has."""

from __future__ import annotations

from tracker.storage.file.database import Database
from tracker.storage.file.transactions import Transaction


async def ask_sweep(tx: Transaction) -> None:
    """To be called with rows going, in one transaction: so it is never forgotten."""
    await tx.execute("insert or ignore into erasure (site_id) values (0)")


# Who has come is found in the rows then: whoever comes again is counted anew after a start, too.
FORGET_VISITORS = "update stretch set visitors = null where number <= :upto / 4096"


async def rows_are_gone(db: Database, upto: int = 0) -> None:
    """Of a site, all, or those up to that cursor: nothing is left of them but their texts."""
    async with db.transaction() as tx:
        await ask_sweep(tx)
        if upto:
            await tx.execute(FORGET_VISITORS, {"upto": upto})


async def sweep_is_asked(db: Database) -> bool:
    """Whether rows have gone since the last sweep."""
    return bool(await db.read("select 1 from erasure where site_id = 0"))


async def end_sweep(db: Database) -> None:
    """Nothing unnamed is left, nor what a text once was."""
    async with db.transaction() as tx:
        await tx.execute("delete from erasure where site_id in (0, -3)")


async def ask_sweep_of_cleaned(tx: Transaction) -> None:
    """To be called where texts have become others: their index is to be written anew."""
    await ask_sweep(tx)
    await tx.execute("insert or ignore into erasure (site_id) values (-3)")


async def texts_are_cleaned(db: Database) -> bool:
    """Whether texts have become others since the last sweep."""
    return bool(await db.read("select 1 from erasure where site_id = -3"))


async def begin_pruning(db: Database) -> None:
    """To be called before the log says of any visits that their time is over."""
    async with db.transaction() as tx:
        await tx.execute("insert or ignore into erasure (site_id) values (-2)")


async def pruning_is_begun(db: Database) -> bool:
    """Whether rows of which the log says so may still be there."""
    return bool(await db.read("select 1 from erasure where site_id = -2"))


async def end_pruning(db: Database) -> None:
    """Nothing is left of them but their texts."""
    async with db.transaction() as tx:
        await ask_sweep(tx)
        await tx.execute("delete from erasure where site_id = -2")
