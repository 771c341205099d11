"""Members who get alerts by mail."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tracker.storage.file.transactions import Accounts, Transaction

OF_SITE = "select * from alert_reader where site_id = :site"


async def readers_of(db: Accounts, site_id: int) -> dict[int, set[int]]:
    """Who gets each of the site's alerts, by its number."""
    found: dict[int, set[int]] = {}
    for row in await db.read(OF_SITE, {"site": site_id}):
        found.setdefault(row["alert_id"], set()).add(row["user_id"])
    return found


READ = "select user_id from alert_reader where alert_id = :alert"
ADD = """
insert into alert_reader (alert_id, site_id, user_id, token)
select alert.id, alert.site_id, member.user_id, :token
from alert join member on member.site_id = alert.site_id
where alert.id = :alert and alert.site_id = :site and member.user_id = :user
on conflict do nothing
"""
REMOVE = "delete from alert_reader where alert_id = :alert and user_id = :user"


async def set_readers(
    tx: Transaction, site_id: int, alert_id: int, users: Iterable[int], token: Callable[[], str]
) -> None:
    """These members get it from now on; who had it keeps their link."""
    rows = await tx.execute_fetchall(READ, {"alert": alert_id})
    had, wanted = {row["user_id"] for row in rows}, set(users)
    for user in had - wanted:
        await tx.execute(REMOVE, {"alert": alert_id, "user": user})
    for user in wanted - had:
        await add_reader(tx, site_id, alert_id, user, token())


async def add_reader(tx: Transaction, site_id: int, alert_id: int, user: int, token: str) -> None:
    """One member more; nothing where the site has no such alert or member."""
    values = {"alert": alert_id, "site": site_id, "user": user, "token": token}
    await tx.execute(ADD, values)


LEAVE = "delete from alert_reader where alert_id = :alert and site_id = :site and user_id = :user"


async def remove_reader(tx: Transaction, site_id: int, alert_id: int, user: int) -> bool:
    """Whether they had it."""
    values = {"alert": alert_id, "site": site_id, "user": user}
    return bool((await tx.execute(LEAVE, values)).rowcount)
