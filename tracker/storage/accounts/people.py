"""Accounts as an admin sees them: switched off, deleted, listed with what they have."""

from __future__ import annotations

import msgspec

from tracker.domain.names import key_of
from tracker.storage.accounts.admins import keep_an_admin
from tracker.storage.accounts.users import User, user_of
from tracker.storage.file.transactions import Accounts, TableRow, Transaction
from tracker.storage.sites.sites import Site, site_of

MOST_LISTED = 100


class Person(msgspec.Struct, frozen=True):
    """An account in the admin's list."""

    user: User
    seen_at: int | None  # ms, UTC, to a few minutes
    sites: int  # that they are on


PEOPLE = """
select user.*, (select count(*) from member where member.user_id = user.id) as sites
from user
where (:search = '' or instr(name_key, :search) > 0 or instr(email_key, :search) > 0)
    and (:every = 1 or user.id = :id) and user.id > :after
order by user.id limit :limit
"""


async def people(
    db: Accounts, search: str = "", after: int = 0, limit: int = MOST_LISTED
) -> list[Person]:
    """Those whose name or e-mail has this in it, the oldest account first."""
    values = {"search": key_of(search), "after": after, "limit": limit}
    return [_person(row) for row in await db.read(PEOPLE, values | {"every": 1, "id": 0})]


async def find_person(db: Accounts, user_id: int) -> Person | None:
    """The account of that number."""
    values = {"search": "", "after": 0, "limit": 1, "every": 0, "id": user_id}
    return next((_person(row) for row in await db.read(PEOPLE, values)), None)


def _person(row: TableRow) -> Person:
    return Person(user_of(row), row["last_seen"], row["sites"])


SET_DISABLED = """
update user set disabled_at = case when :is_on = 0 then coalesce(disabled_at, :at) end
where id = :id
"""


async def set_disabled(tx: Transaction, user_id: int, at: int | None) -> bool:
    """Switch an account off, or on again with None; whether there is one. Raises LastAdmin."""
    cursor = await tx.execute(SET_DISABLED, {"id": user_id, "at": at, "is_on": at is None})
    await keep_an_admin(tx)
    return bool(cursor.rowcount)


ONLY_OWNED = """
select site_id from member as mine where user_id = :id and role = 'owner' and not exists (
    select 1 from member where site_id = mine.site_id and role = 'owner' and user_id <> :id
)
"""


async def only_owned_sites(tx: Transaction, user_id: int) -> list[int]:
    """The sites that nobody else owns."""
    return [row["site_id"] for row in await tx.execute_fetchall(ONLY_OWNED, {"id": user_id})]


PASS_ON = """
update site set owner_id = (
    select user_id from member
    where site_id = site.id and role = 'owner' and user_id <> :id order by since, user_id limit 1
)
where owner_id = :id
"""


async def delete_user(tx: Transaction, user_id: int) -> bool:
    """The account with all that is its own; whether there was one. The sites that nobody else
    owns have to be gone by then. Raises LastAdmin."""
    await tx.execute(PASS_ON, {"id": user_id})
    cursor = await tx.execute("delete from user where id = ?", (user_id,))
    await keep_an_admin(tx)
    return bool(cursor.rowcount)


class ListedSite(msgspec.Struct, frozen=True):
    """A site in the admin's list."""

    site: Site
    owner: str  # the name
    members: int


ALL_SITES = """
select site.*, user.name as owner,
    (select count(*) from member where member.site_id = site.id) as members
from site join user on user.id = site.owner_id
where (:search = '' or instr(lower(site.name), :search) > 0
        or instr(user.name_key, :search) > 0)
    and site.id > :after
order by site.id limit :limit
"""


async def all_sites(
    db: Accounts, search: str = "", after: int = 0, limit: int = MOST_LISTED
) -> list[ListedSite]:
    """Those whose name, or whose owner's, has this in it, the oldest first."""
    rows = await db.read(ALL_SITES, {"search": key_of(search), "after": after, "limit": limit})
    return [ListedSite(site_of(row), row["owner"], row["members"]) for row in rows]


FATES = """
select site.*, exists (
    select 1 from member as other
    where other.site_id = site.id and other.role = 'owner' and other.user_id <> :user
) as stays
from site join member on member.site_id = site.id
where member.user_id = :user order by lower(site.name), site.id
"""


async def fate_of_sites(db: Accounts, user_id: int) -> tuple[list[Site], list[Site]]:
    """What becomes of a user's sites when the account is deleted: which go, and which stay."""
    rows = await db.read(FATES, {"user": user_id})
    gone = [site_of(row) for row in rows if not row["stays"]]
    return gone, [site_of(row) for row in rows if row["stays"]]
