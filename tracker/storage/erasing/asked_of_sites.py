"""Which sites' rows in the log are to go: asked for where the sites are kept, in the transaction of
their owners, and there until whoever has the log is done."""

from __future__ import annotations

from typing import NamedTuple

from tracker.storage.file.transactions import Accounts, Transaction

ASK_ERASURE = "insert into erasure (site_id) values (?) on conflict (site_id) do nothing"


async def ask_erasure(tx: Transaction, site_id: int) -> None:
    """To be called with the site's row going, in one transaction: so it is never forgotten."""
    await tx.execute(ASK_ERASURE, (site_id,))


async def asked_erasures(kept: Accounts) -> list[int]:
    """Sites whose rows may not all be gone."""
    asked = "select site_id from erasure where site_id > 0 order by site_id"
    return [row["site_id"] for row in await kept.read(asked)]


async def end_erasure(kept: Accounts, site_id: int) -> None:
    """Nothing is left of the site."""
    async with kept.transaction() as tx:
        await tx.execute("delete from erasure where site_id = ?", (site_id,))


class ToReset(NamedTuple):
    """A site whose rows up to the cursor `upto` are to go."""

    site_id: int
    upto: int


ASK_RESET = """
insert into reset (site_id, upto) values (:site_id, :upto)
on conflict (site_id) do update set upto = excluded.upto
"""


async def ask_reset(tx: Transaction, asked: ToReset, at: int) -> None:
    """From this transaction on nobody reads these rows. `at`: ms, UTC."""
    await tx.execute(ASK_RESET, asked._asdict())
    await tx.execute("update site set reset_at = ? where id = ?", (at, asked.site_id))
    await tx.execute("delete from import where site_id = ?", (asked.site_id,))


async def asked_resets(kept: Accounts) -> list[ToReset]:
    """Sites of whose rows some may still be there."""
    asked = await kept.read("select site_id, upto from reset order by site_id")
    return [ToReset(row["site_id"], row["upto"]) for row in asked]


END_RESET = "delete from reset where site_id = :site_id and upto = :upto"


async def end_reset(kept: Accounts, asked: ToReset) -> None:
    """Nothing is left of them."""
    async with kept.transaction() as tx:
        await tx.execute(END_RESET, asked._asdict())
