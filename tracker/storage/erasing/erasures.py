"""What is asked to be erased: the rows of deleted sites, visits whose time is over, and texts that
nobody names any more. For what is of no site, there is a number that no site has."""

from __future__ import annotations

from typing import NamedTuple

from tracker.storage.file.database import Database
from tracker.storage.file.transactions import Transaction


async def ask_erasure(tx: Transaction, site_id: int) -> None:
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


class ToReset(NamedTuple):
    """A site whose rows up to the cursor `upto` are to go."""

    site_id: int
    upto: int


async def ask_reset(tx: Transaction, asked: ToReset, at: int) -> None:
    """From this transaction on nobody reads these rows. `at`: ms, UTC."""
    await tx.execute(
        "insert or replace into reset (site_id, upto) values (:site_id, :upto)", asked._asdict()
    )
    await tx.execute("update site set reset_at = ? where id = ?", (at, asked.site_id))
    await tx.execute("delete from import where site_id = ?", (asked.site_id,))


async def asked_resets(db: Database) -> list[ToReset]:
    """Sites of whose rows some may still be there."""
    asked = await db.read("select site_id, upto from reset order by site_id")
    return [ToReset(row["site_id"], row["upto"]) for row in asked]


# Who has come is found in the rows then: whoever comes again is counted anew after a start, too.
FORGET_VISITORS = "update stretch set visitors = null where number <= :upto / 4096"
END_RESET = "delete from reset where site_id = :site_id and upto = :upto"


async def end_reset(db: Database, asked: ToReset) -> None:
    """Nothing is left of them but their texts."""
    async with db.transaction() as tx:
        await ask_sweep(tx)
        await tx.execute(FORGET_VISITORS, {"upto": asked.upto})
        await tx.execute(END_RESET, asked._asdict())


async def ask_sweep(tx: Transaction) -> None:
    """To be called with rows going, in one transaction: so it is never forgotten."""
    await tx.execute("insert or ignore into erasure (site_id) values (0)")


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
