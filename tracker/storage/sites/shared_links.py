"""Links by which strangers see a site's reports. Their tokens are kept as they are, since an owner
copies one again; they are found by a hash, which takes as long for a token that is nearly right."""

from __future__ import annotations

import msgspec

from tracker.domain.reports.kept import MOST_SHARED_LINKS, NameTaken, TooMany
from tracker.domain.reports.shared_links import SharedLink
from tracker.domain.tokens import digest_of
from tracker.storage.file.transactions import Accounts, TableRow, Transaction

OF_SITE = "select * from share where site_id = :site order by id desc"


async def shared_links_of(db: Accounts, site_id: int) -> list[SharedLink]:
    """A site's, the newest first."""
    return [_link(row) for row in await db.read(OF_SITE, {"site": site_id})]


FIND = "select * from share where site_id = :site and id = :id"


async def find_shared_link(db: Accounts, site_id: int, link_id: int) -> SharedLink | None:
    """The one of that number, if the site has it."""
    rows = await db.read(FIND, {"site": site_id, "id": link_id})
    return _link(rows[0]) if rows else None


BY_HASH = "select * from share where hash = :hash"


async def shared_link_by_token(db: Accounts, token: str) -> SharedLink | None:
    """The one that this token opens, unless it was revoked; it may be over."""
    rows = await db.read(BY_HASH, {"hash": digest_of(token)})
    return _link(rows[0]) if rows else None


COUNT = "select count(*) as links from share where site_id = :site"
INSERT = """
insert into share
    (site_id, name, kind, token, hash, password, until, panels, shows_now, shows_live, frames,
     is_found, user_id, created_at)
values
    (:site_id, :name, :kind, :token, :hash, :password, :until, :panels, :shows_now, :shows_live,
     :frames, :is_found, :user_id, :created_at)
returning id
"""


async def insert_shared_link(tx: Transaction, link: SharedLink) -> int:
    """A new one, under the number that comes back. Raises TooMany, and NameTaken where there is
    one at that address."""
    [row] = await tx.execute_fetchall(COUNT, {"site": link.site_id})
    if row["links"] >= MOST_SHARED_LINKS:
        raise TooMany
    await _keep_address(tx, link)
    [row] = await tx.execute_fetchall(INSERT, _values(link))
    return int(row["id"])


UPDATE = """
update share set name = :name, kind = :kind, token = :token, hash = :hash,
    password = :password, until = :until,
    panels = :panels, shows_now = :shows_now, shows_live = :shows_live, frames = :frames,
    is_found = :is_found
where id = :id and site_id = :site_id
"""


async def update_shared_link(tx: Transaction, link: SharedLink) -> bool:
    """Whether the site has one of that number, which is as this one from now on; who made it and
    when, stay. Raises NameTaken where there is another one at that address."""
    await _keep_address(tx, link)
    return bool((await tx.execute(UPDATE, _values(link))).rowcount)


DELETE = "delete from share where id = :id and site_id = :site"


async def delete_shared_link(tx: Transaction, site_id: int, link_id: int) -> bool:
    """Whether the site had it."""
    return bool((await tx.execute(DELETE, {"site": site_id, "id": link_id})).rowcount)


TAKEN = "select 1 from share where hash = :hash and id <> :id"


async def _keep_address(tx: Transaction, link: SharedLink) -> None:
    if list(await tx.execute_fetchall(TAKEN, _values(link))):
        raise NameTaken


def _values(link: SharedLink) -> dict[str, object]:
    texts = {"panels": " ".join(link.panels), "frames": " ".join(link.frames)}
    texts["hash"] = digest_of(link.token)
    return msgspec.structs.asdict(link) | texts


def _link(row: TableRow) -> SharedLink:
    return SharedLink(
        id=row["id"],
        site_id=row["site_id"],
        name=row["name"],
        kind=row["kind"],
        token=row["token"],
        password=row["password"],
        until=row["until"],
        panels=tuple(row["panels"].split()),
        shows_now=bool(row["shows_now"]),
        user_id=row["user_id"],
        created_at=row["created_at"],
        frames=tuple(row["frames"].split()),
        shows_live=bool(row["shows_live"]),
        is_found=bool(row["is_found"]),
    )
