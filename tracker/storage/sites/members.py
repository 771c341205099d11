"""Who belongs to a site, and as what. A site always keeps an owner."""

from __future__ import annotations

import msgspec

from tracker.domain.roles import Role
from tracker.storage.file.transactions import Accounts, TableRow, Transaction


class Member(msgspec.Struct, frozen=True):
    """Somebody with a role on a site."""

    user_id: int
    name: str
    email: str
    role: Role
    since: int  # ms, UTC
    about: str = ""


MOST = 200  # people on one site


class TooManyMembers(Exception):
    """The site has MOST people; nothing was changed."""


class LastOwner(Exception):
    """The change would leave the site without an owner; nothing was changed."""


MEMBERS_OF = """
select member.user_id, user.name, user.email, user.about, member.role, member.since
from member join user on user.id = member.user_id where member.site_id = :site
order by case member.role when 'owner' then 0 when 'editor' then 1 else 2 end,
    user.name_key, user.id
"""


async def members_of(db: Accounts, site_id: int) -> list[Member]:
    """A site's members, owners first."""
    return [_member(row) for row in await db.read(MEMBERS_OF, {"site": site_id})]


async def role_of(tx: Transaction, site_id: int, user_id: int) -> Role | None:
    """What this user is on the site, inside a transaction."""
    statement = "select role from member where site_id = ? and user_id = ?"
    for row in await tx.execute_fetchall(statement, (site_id, user_id)):
        role: Role = row["role"]
        return role
    return None


PUT = """
insert into member (site_id, user_id, role, since) values (:site, :user, :role, :at)
on conflict (site_id, user_id) do update set role = excluded.role
"""


async def put_member(tx: Transaction, site_id: int, user_id: int, role: Role, at: int) -> None:
    """A new member, or another role for one; raises LastOwner."""
    await tx.execute(PUT, {"site": site_id, "user": user_id, "role": role, "at": at})
    await _keep_an_owner(tx, site_id)


COUNT = "select count(*) as members from member where site_id = ?"


async def keep_members_few(tx: Transaction, site_id: int) -> None:
    """To be asked once there is one more, inside that transaction; raises TooManyMembers."""
    [row] = await tx.execute_fetchall(COUNT, (site_id,))
    if row["members"] > MOST:
        raise TooManyMembers


CHANGE = "update member set role = :role where site_id = :site and user_id = :user"


async def change_role(tx: Transaction, site_id: int, user_id: int, role: Role) -> bool:
    """Whether there was such a member; raises LastOwner."""
    cursor = await tx.execute(CHANGE, {"site": site_id, "user": user_id, "role": role})
    await _keep_an_owner(tx, site_id)
    return bool(cursor.rowcount)


OWN = "select site_id, pinned from member where user_id = ?"


async def own_sites(db: Accounts, user_id: int) -> dict[int, bool]:
    """The sites that somebody is a member of, by number, and whether they are pinned."""
    return {row["site_id"]: bool(row["pinned"]) for row in await db.read(OWN, (user_id,))}


PIN = "update member set pinned = :pinned where site_id = :site and user_id = :user"


async def set_pinned(tx: Transaction, site_id: int, user_id: int, pinned: bool) -> None:
    """Whether the site stands first among those of this member."""
    await tx.execute(PIN, {"site": site_id, "user": user_id, "pinned": pinned})


DELETE = "delete from member where site_id = :site and user_id = :user"


async def delete_member(tx: Transaction, site_id: int, user_id: int) -> bool:
    """Whether there was such a member; raises LastOwner."""
    cursor = await tx.execute(DELETE, {"site": site_id, "user": user_id})
    await _keep_an_owner(tx, site_id)
    return bool(cursor.rowcount)


OWNER = """
select user_id from member where site_id = :site and role = 'owner' order by since, user_id
"""
NAME_OWNER = """
update site set owner_id = :owner where id = :site and owner_id not in (
    select user_id from member where site_id = :site and role = 'owner'
)
"""


async def _keep_an_owner(tx: Transaction, site_id: int) -> None:
    """LastOwner rolls the transaction back, so what was tried never happened."""
    owners = [row["user_id"] for row in await tx.execute_fetchall(OWNER, {"site": site_id})]
    if not owners:
        raise LastOwner
    await tx.execute(NAME_OWNER, {"site": site_id, "owner": owners[0]})


def _member(row: TableRow) -> Member:
    return Member(
        row["user_id"], row["name"], row["email"], row["role"], row["since"], row["about"]
    )
