"""People without an account on the site who get alerts by mail, once they have said so."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from tracker.domain.alerts.alert import MOST_TARGETS
from tracker.domain.names import key_of
from tracker.domain.reports.kept import TooMany
from tracker.storage.file.transactions import Accounts, TableRow, Transaction


class Guest(msgspec.Struct, frozen=True, kw_only=True):
    """`token`: of the link by which they say yes, and leave. `confirmed_at` None: not yet."""

    id: int
    site_id: int
    email: str
    token: str
    language: str
    confirmed_at: int | None = None
    user_id: int | None = None
    created_at: int = 0


OF_SITE = "select * from guest where site_id = :site order by email_key"


async def guests_of(db: Accounts, site_id: int) -> list[Guest]:
    """A site's, by address."""
    return [_guest(row) for row in await db.read(OF_SITE, {"site": site_id})]


async def find_guest(db: Accounts, guest_id: int) -> Guest | None:
    """The one of that number."""
    rows = await db.read("select * from guest where id = ?", (guest_id,))
    return _guest(rows[0]) if rows else None


async def guest_by_token(db: Accounts, token: str) -> Guest | None:
    """Whose link it is."""
    rows = await db.read("select * from guest where token = ?", (token,))
    return _guest(rows[0]) if rows else None


COUNT = "select count(*) as guests from guest where site_id = :site"
INSERT = """
insert into guest (site_id, email, email_key, token, language, user_id, created_at)
values (:site_id, :email, :email_key, :token, :language, :user_id, :created_at)
on conflict (site_id, email_key) do nothing
"""


async def insert_guest(tx: Transaction, guest: Guest) -> bool:
    """Whether that address was new. Raises TooMany."""
    [row] = await tx.execute_fetchall(COUNT, {"site": guest.site_id})
    if row["guests"] >= MOST_TARGETS:
        raise TooMany
    values = msgspec.structs.asdict(guest) | {"email_key": key_of(guest.email)}
    return bool((await tx.execute(INSERT, values)).rowcount)


CONFIRM = """
update guest set confirmed_at = :at where token = :token and confirmed_at is null
"""


async def confirm_guest(tx: Transaction, token: str, at: int) -> bool:
    """Whether they had not said yes yet."""
    return bool((await tx.execute(CONFIRM, {"token": token, "at": at})).rowcount)


DELETE = "delete from guest where id = :id and site_id = :site"


async def delete_guest(tx: Transaction, site_id: int, guest_id: int) -> bool:
    """Whether the site had them."""
    return bool((await tx.execute(DELETE, {"id": guest_id, "site": site_id})).rowcount)


TOLD = """
select alert_guest.* from alert_guest join guest on guest.id = alert_guest.guest_id
where guest.site_id = :site
"""


async def told_guests(db: Accounts, site_id: int) -> dict[int, set[int]]:
    """The guests of each of the site's alerts, by its number."""
    found: dict[int, set[int]] = {}
    for row in await db.read(TOLD, {"site": site_id}):
        found.setdefault(row["alert_id"], set()).add(row["guest_id"])
    return found


FORGET = "delete from alert_guest where alert_id = :alert"
TELL = """
insert into alert_guest (alert_id, guest_id)
select :alert, id from guest where id = :guest and site_id = :site
on conflict do nothing
"""


async def set_guests(tx: Transaction, site_id: int, alert_id: int, guests: Iterable[int]) -> None:
    """An alert goes to these from now on, as far as its site has them."""
    await tx.execute(FORGET, {"alert": alert_id})
    values = [{"alert": alert_id, "guest": each, "site": site_id} for each in guests]
    await tx.executemany(TELL, values)


def _guest(row: TableRow) -> Guest:
    return Guest(**{name: row[name] for name in Guest.__struct_fields__})
