"""Badges of sites. Their tokens are kept as they are, for they stand on web pages; they are found
by a hash, as shared links are."""

from __future__ import annotations

import msgspec

from tracker.domain.badges.badge import Badge
from tracker.domain.reports.kept import MOST_BADGES, TooMany
from tracker.domain.tokens import digest_of
from tracker.storage.file.transactions import Accounts, TableRow, Transaction

OF_SITE = "select * from badge where site_id = :site order by id desc"


async def badges_of(db: Accounts, site_id: int) -> list[Badge]:
    """A site's, the newest first."""
    return [_badge(row) for row in await db.read(OF_SITE, {"site": site_id})]


FIND = "select * from badge where site_id = :site and id = :id"


async def find_badge(db: Accounts, site_id: int, badge_id: int) -> Badge | None:
    """The one of that number, if the site has it."""
    rows = await db.read(FIND, {"site": site_id, "id": badge_id})
    return _badge(rows[0]) if rows else None


BY_HASH = "select * from badge where hash = :hash"


async def badge_by_token(db: Accounts, token: str) -> Badge | None:
    """The one of this address, unless it was removed."""
    rows = await db.read(BY_HASH, {"hash": digest_of(token)})
    return _badge(rows[0]) if rows else None


COUNT = "select count(*) as badges from badge where site_id = :site"
INSERT = """
insert into badge (site_id, figure, page, label, token, hash, user_id, created_at)
values (:site_id, :figure, :page, :label, :token, :hash, :user_id, :created_at)
returning id
"""


async def insert_badge(tx: Transaction, badge: Badge) -> int:
    """A new one, under the number that comes back. Raises TooMany."""
    [row] = await tx.execute_fetchall(COUNT, {"site": badge.site_id})
    if row["badges"] >= MOST_BADGES:
        raise TooMany
    values = msgspec.structs.asdict(badge) | {"hash": digest_of(badge.token)}
    [row] = await tx.execute_fetchall(INSERT, values)
    return int(row["id"])


DELETE = "delete from badge where id = :id and site_id = :site"


async def delete_badge(tx: Transaction, site_id: int, badge_id: int) -> None:
    """No page shows it any more."""
    await tx.execute(DELETE, {"id": badge_id, "site": site_id})


def _badge(row: TableRow) -> Badge:
    return Badge(
        id=row["id"],
        site_id=row["site_id"],
        figure=row["figure"],
        page=row["page"],
        label=row["label"],
        token=row["token"],
        user_id=row["user_id"],
        created_at=row["created_at"],
    )
