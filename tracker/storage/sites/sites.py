"""Sites: what is measured, for whom, and who may report to it."""

import json

import msgspec

from tracker.domain.roles import Role
from tracker.storage.file.transactions import Accounts, TableRow, Transaction
from tracker.storage.sites.members import put_member


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
    retention_days: int | None = None  # None = the server's RETENTION_DAYS, 0 = for ever
    keeps_sums: bool = True  # of days whose visits are erased
    reset_at: int | None = None  # when its numbers began anew
    shard: int = 0  # of the log, for ever


async def all_sites(db: Accounts) -> list[Site]:
    """Every site of every owner, for the beacon's map in memory."""
    return [site_of(row) for row in await db.read("select * from site", ())]


MEMBER_SITE = """
select site.*, member.role from site join member on member.site_id = site.id
where member.user_id = :user and site.id = :site
"""


async def member_site(db: Accounts, user_id: int, site_id: int) -> tuple[Site, Role] | None:
    """The site and what this user is there; None tells nobody whether it exists."""
    rows = await db.read(MEMBER_SITE, {"user": user_id, "site": site_id})
    return (site_of(rows[0]), rows[0]["role"]) if rows else None


async def known_site(db: Accounts, site_id: int) -> Site | None:
    """Any site, whoever asks, as it was committed last."""
    rows = await db.read("select * from site where id = :site", {"site": site_id})
    return next((site_of(row) for row in rows), None)


async def find_site(tx: Transaction, site_id: int) -> Site | None:
    """Any site, whoever asks, inside a transaction."""
    rows = await tx.execute_fetchall("select * from site where id = ?", (site_id,))
    return next((site_of(row) for row in rows), None)


SITES_OF = """
select site.* from site join member on member.site_id = site.id
where member.user_id = :user
order by member.pinned desc, lower(site.name), site.id limit :limit
"""


async def sites_of(db: Accounts, user_id: int, limit: int) -> list[Site]:
    """The first of the sites that a user is a member of: pinned ones, then by name."""
    rows = await db.read(SITES_OF, {"user": user_id, "limit": limit})
    return [site_of(row) for row in rows]


class TooManySites(Exception):
    """Somebody would own more sites than one may; nothing was changed."""


OWNED = "select count(*) as owned from member where user_id = :user and role = 'owner'"
IS_ADMIN = "select is_admin from user where id = :user"


async def keep_sites_few(tx: Transaction, user_id: int, most: int) -> None:
    """To be asked once a user owns one more, inside that transaction; raises TooManySites. An admin
    may own any number."""
    values = {"user": user_id}
    [owned] = await tx.execute_fetchall(OWNED, values)
    [user] = await tx.execute_fetchall(IS_ADMIN, values)
    if owned["owned"] > most and not user["is_admin"]:
        raise TooManySites


SITES_WITH_ROLES = """
select site.*, member.role from site join member on member.site_id = site.id
where member.user_id = :user order by site.id
"""


async def sites_with_roles(db: Accounts, user_id: int) -> list[tuple[Site, Role]]:
    """The sites that a user is a member of, and as what."""
    rows = await db.read(SITES_WITH_ROLES, {"user": user_id})
    return [(site_of(row), row["role"]) for row in rows]


INSERT_SITE = """
insert into site (key, owner_id, name, hosts, time_zone, created_at, shard)
values (:key, :owner, :name, '[]', :zone, :at, :shard)
returning id
"""


async def insert_site(
    tx: Transaction, *, key: str, owner_id: int, name: str, time_zone: str, at: int, shard: int = 0
) -> Site:
    """A new site that any host may report to."""
    values = {"key": key, "owner": owner_id, "name": name, "zone": time_zone, "at": at}
    values["shard"] = shard
    [row] = await tx.execute_fetchall(INSERT_SITE, values)
    await put_member(tx, row["id"], owner_id, "owner", at)
    return Site(row["id"], key, owner_id, name, (), time_zone, at, "no", shard=shard)


async def emptiest_shard(tx: Transaction, shards: int) -> int:
    """Of so many the one with the fewest sites."""
    sites = dict.fromkeys(range(shards), 0)
    for row in await tx.execute_fetchall(SITES_BY_SHARD):
        if row["shard"] in sites:
            sites[row["shard"]] = row["sites"]
    return min(sites, key=lambda shard: (sites[shard], shard))


SITES_BY_SHARD = "select shard, count(*) as sites from site group by shard"


UPDATE_SITE = """
update site set name = :name, hosts = :hosts, time_zone = :zone, keep_address = :keep,
    retention_days = :days, keeps_sums = :sums
where id = :site
"""


async def update_site(tx: Transaction, site: Site) -> None:
    """Write what an owner may change; id, key, owner and times stay."""
    await tx.execute(
        UPDATE_SITE,
        {
            "site": site.id,
            "name": site.name,
            "hosts": json.dumps(site.hosts),
            "zone": site.time_zone,
            "keep": site.keep_address,
            "days": site.retention_days,
            "sums": site.keeps_sums,
        },
    )


async def delete_site(tx: Transaction, site_id: int) -> None:
    """The site with its members and tokens; its rows in the log are another matter."""
    await tx.execute("delete from site where id = :site", {"site": site_id})


def site_of(row: TableRow) -> Site:
    """The site in a row that has a site's columns."""
    return Site(
        id=row["id"],
        key=row["key"],
        owner_id=row["owner_id"],
        name=row["name"],
        hosts=tuple(json.loads(row["hosts"])),
        time_zone=row["time_zone"],
        created_at=row["created_at"],
        keep_address=row["keep_address"],
        retention_days=row["retention_days"],
        keeps_sums=bool(row["keeps_sums"]),
        reset_at=row["reset_at"],
        shard=row["shard"],
    )
