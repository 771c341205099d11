"""What sites are called by trackers of other products."""

from __future__ import annotations

import msgspec

from tracker.domain.peers.aliases import KINDS, MOST_ALIASES, Alias, AliasKind
from tracker.storage.file.transactions import Accounts, Transaction

KIND_OF = {kind: kind for kind in KINDS}  # the same text for all of a kind
Known = tuple[AliasKind, str, int]  # kind, name, the site's number


class TooManyAliases(Exception):
    """The site has as many as may be; nothing was changed."""


class Taken(Exception):
    """Another site has that name; nothing was changed."""


OF_SITE = """
select alias.*, user.name as added_by from alias left join user on user.id = alias.user_id
where site_id = :site order by kind, alias.name
"""


async def aliases_of(db: Accounts, site_id: int) -> list[Alias]:
    """A site's, by kind."""
    return [
        Alias(
            id=row["id"],
            site_id=row["site_id"],
            kind=KIND_OF[row["kind"]],
            name=row["name"],
            user_id=row["user_id"],
            created_at=row["created_at"],
            added_by=row["added_by"] or "",
        )
        for row in await db.read(OF_SITE, {"site": site_id})
    ]


async def all_aliases(db: Accounts) -> list[Known]:
    """Every site's, for the trackers' map in memory."""
    rows = await db.read("select kind, name, site_id from alias", ())
    return [(KIND_OF[row["kind"]], row["name"], row["site_id"]) for row in rows]


NAMES = "select kind, name, site_id from alias where site_id = :site"


async def known_names(db: Accounts, site_id: int) -> list[Known]:
    """A site's, as they were committed last."""
    rows = await db.read(NAMES, {"site": site_id})
    return [(KIND_OF[row["kind"]], row["name"], row["site_id"]) for row in rows]


INSERT = """
insert into alias (site_id, kind, name, user_id, created_at)
values (:site_id, :kind, :name, :user_id, :created_at)
on conflict (kind, name) do nothing
"""
OWNER = "select site_id from alias where kind = :kind and name = :name"
HOW_MANY = "select count(*) as many from alias where site_id = :site_id"


async def insert_alias(tx: Transaction, alias: Alias) -> bool:
    """Whether the site did not have it yet. Raises Taken and TooManyAliases."""
    values = msgspec.structs.asdict(alias)
    if not (await tx.execute(INSERT, values)).rowcount:
        [row] = await tx.execute_fetchall(OWNER, values)
        if row["site_id"] != alias.site_id:
            raise Taken
        return False
    [row] = await tx.execute_fetchall(HOW_MANY, values)
    if row["many"] > MOST_ALIASES:
        raise TooManyAliases
    return True


FIND = "select kind, name, site_id from alias where id = :id and site_id = :site"


async def delete_alias(tx: Transaction, site_id: int, alias_id: int) -> Known | None:
    """What the site had under that number; None for nothing."""
    values = {"site": site_id, "id": alias_id}
    for row in await tx.execute_fetchall(FIND, values):
        await tx.execute("delete from alias where id = :id", values)
        return KIND_OF[row["kind"]], row["name"], row["site_id"]
    return None
