"""Who looks after the server: while anybody has an account, an admin has one who can log in."""

from __future__ import annotations

from tracker.storage.file.transactions import Accounts, Transaction


class LastAdmin(Exception):
    """The change would leave the server without an admin; nothing was changed."""


SET_ADMIN = "update user set is_admin = :admin where id = :id"


async def set_admin(tx: Transaction, user_id: int, admin: bool) -> None:
    """Raises LastAdmin where no admin would be left who can log in."""
    await tx.execute(SET_ADMIN, {"id": user_id, "admin": admin})
    await keep_an_admin(tx)


UNATTENDED = """
select 1 from user where not exists (
    select 1 from user as other where other.is_admin = 1 and other.disabled_at is null
) limit 1
"""


async def keep_an_admin(tx: Transaction) -> None:
    """LastAdmin rolls the transaction back, so what was tried never happened. Where nobody is left
    who has an account, nobody needs an admin."""
    if list(await tx.execute_fetchall(UNATTENDED)):
        raise LastAdmin


MUST_STAY = """
select exists (select 1 from user where id <> :id) and not exists (
    select 1 from user where is_admin = 1 and disabled_at is null and id <> :id
) as stays
"""


async def must_stay(db: Accounts, user_id: int) -> bool:
    """Whether others have accounts here, and none of them could look after the server."""
    return bool((await db.read(MUST_STAY, {"id": user_id}))[0]["stays"])
