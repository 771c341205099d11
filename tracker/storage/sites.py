"""Sites: what is measured, for whom, and who may report to it."""

import json
import sqlite3

import aiosqlite
import msgspec

from tracker.storage.database import Database


class Site(msgspec.Struct, frozen=True):
    """A tracked website. `key` is public and names it in snippets; times are UTC milliseconds."""

    id: int
    key: str
    owner_id: int
    name: str
    hosts: tuple[str, ...]
    time_zone: str
    created_at: int
    keep_address: str


async def all_sites(db: Database) -> list[Site]:
    """Every site of every owner, for the beacon's map in memory."""
    return [_site(row) for row in await db.read("select * from site", ())]


OWNED_SITE = "select * from site where owner_id = :owner and id = :site"


async def owned_site(db: Database, user_id: int, site_id: int) -> Site | None:
    """The site if this user owns it; None tells nobody whether it exists."""
    rows = await db.read(OWNED_SITE, {"owner": user_id, "site": site_id})
    return _site(rows[0]) if rows else None


SITES_OF = "select * from site where owner_id = :owner order by name collate nocase, id"


async def sites_of(db: Database, user_id: int) -> list[Site]:
    """A user's own sites by name."""
    return [_site(row) for row in await db.read(SITES_OF, {"owner": user_id})]


INSERT_SITE = """
insert into site (key, owner_id, name, hosts, time_zone, created_at)
values (:key, :owner, :name, '[]', :zone, :at)
"""


async def insert_site(
    tx: aiosqlite.Connection, *, key: str, owner_id: int, name: str, time_zone: str, at: int
) -> Site:
    """A new site that any host may report to."""
    values = {"key": key, "owner": owner_id, "name": name, "zone": time_zone, "at": at}
    cursor = await tx.execute(INSERT_SITE, values)
    assert cursor.lastrowid is not None
    return Site(cursor.lastrowid, key, owner_id, name, (), time_zone, at, "no")


UPDATE_SITE = """
update site set name = :name, hosts = :hosts, time_zone = :zone, keep_address = :keep
where id = :site
"""


async def update_site(tx: aiosqlite.Connection, site: Site) -> None:
    """Write what an owner may change; id, key, owner and times stay."""
    await tx.execute(
        UPDATE_SITE,
        {
            "site": site.id,
            "name": site.name,
            "hosts": json.dumps(site.hosts),
            "zone": site.time_zone,
            "keep": site.keep_address,
        },
    )


async def delete_site(tx: aiosqlite.Connection, site_id: int) -> None:
    """The site and its tokens; its rows in the log are another matter."""
    await tx.execute("delete from site where id = :site", {"site": site_id})


def _site(row: sqlite3.Row) -> Site:
    return Site(
        id=row["id"],
        key=row["key"],
        owner_id=row["owner_id"],
        name=row["name"],
        hosts=tuple(json.loads(row["hosts"])),
        time_zone=row["time_zone"],
        created_at=row["created_at"],
        keep_address=row["keep_address"],
    )
