"""Links by which strangers see a site's reports. Their tokens are kept as they are, since an owner
copies one again; they are found by a hash, which takes as long for a token that is nearly right."""

from __future__ import annotations

import msgspec

from tracker.domain.reports.kept import MOST_SHARED_LINKS, TooMany
from tracker.domain.reports.shared_links import SharedLink
from tracker.domain.tokens import digest_of
from tracker.storage.file.database import Database
from tracker.storage.file.transactions import TableRow, Transaction

OF_SITE = "select * from share where site_id = :site order by id desc"


async def shared_links_of(db: Database, site_id: int) -> list[SharedLink]:
    """A site's, the newest first."""
    return [_link(row) for row in await db.read(OF_SITE, {"site": site_id})]


FIND = "select * from share where site_id = :site and id = :id"


async def find_shared_link(db: Database, site_id: int, link_id: int) -> SharedLink | None:
    """The one of that number, if the site has it."""
    rows = await db.read(FIND, {"site": site_id, "id": link_id})
    return _link(rows[0]) if rows else None


BY_HASH = "select * from share where hash = :hash"


async def shared_link_by_token(db: Database, token: str) -> SharedLink | None:
    """The one that this token opens, unless it was revoked; it may be over."""
    rows = await db.read(BY_HASH, {"hash": digest_of(token)})
    return _link(rows[0]) if rows else None


COUNT = "select count(*) as links from share where site_id = :site"
INSERT = """
insert into share
    (site_id, name, kind, token, hash, password, until, panels, shows_now, user_id, created_at)
values
    (:site_id, :name, :kind, :token, :hash, :password, :until, :panels, :shows_now, :user_id,
     :created_at)
"""


async def insert_shared_link(tx: Transaction, link: SharedLink) -> int:
    """A new one, under the number that comes back. Raises TooMany."""
    [row] = await tx.execute_fetchall(COUNT, {"site": link.site_id})
    if row["links"] >= MOST_SHARED_LINKS:
        raise TooMany
    values = _values(link) | {"hash": digest_of(link.token)}
    return (await tx.execute(INSERT, values)).lastrowid or 0


UPDATE = """
update share set name = :name, kind = :kind, password = :password, until = :until,
    panels = :panels, shows_now = :shows_now
where id = :id and site_id = :site_id
"""


async def update_shared_link(tx: Transaction, link: SharedLink) -> bool:
    """Whether the site has one of that number, which is as this one from now on; its token, who
    made it and when, stay."""
    return bool((await tx.execute(UPDATE, _values(link))).rowcount)


DELETE = "delete from share where id = :id and site_id = :site"


async def delete_shared_link(tx: Transaction, site_id: int, link_id: int) -> bool:
    """Whether the site had it."""
    return bool((await tx.execute(DELETE, {"site": site_id, "id": link_id})).rowcount)


def _values(link: SharedLink) -> dict[str, object]:
    return msgspec.structs.asdict(link) | {"panels": " ".join(link.panels)}


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
    )
