"""The segments of sites, and of people on them."""

from __future__ import annotations

import msgspec

from tracker.domain.queries.segments import Segment
from tracker.domain.reports.kept import MOST_SEGMENTS, NameTaken, TooMany
from tracker.storage.file.transactions import Accounts, TableRow, Transaction

FOR_USER = """
select * from segment where site_id = :site and (user_id is null or user_id = :user)
order by user_id is null, name, id
"""


async def segments_for(db: Accounts, site_id: int, user_id: int | None) -> list[Segment]:
    """What this user may filter by: their own, then the site's. None: the site's alone."""
    rows = await db.read(FOR_USER, {"site": site_id, "user": user_id})
    return [_segment(row) for row in rows]


OF_SITE = "select * from segment where site_id = :site and user_id is null order by name, id"


async def segments_of_site(db: Accounts, site_id: int) -> list[Segment]:
    """Those that are the site's own."""
    return [_segment(row) for row in await db.read(OF_SITE, {"site": site_id})]


COUNT = """
select count(*) as segments from segment
where site_id = :site_id and coalesce(user_id, 0) = coalesce(:user_id, 0) and id <> :id
"""
INSERT = """
insert into segment (site_id, user_id, name, filters, created_at)
values (:site_id, :user_id, :name, :filters, :at)
"""


async def insert_segment(tx: Transaction, segment: Segment, at: int) -> None:
    """A new one, under a number of its own. Raises NameTaken and TooMany."""
    await _keep_name(tx, segment)
    await _keep_few(tx, segment)
    await tx.execute(INSERT, msgspec.structs.asdict(segment) | {"at": at})


UPDATE = """
update segment set user_id = :user_id, name = :name, filters = :filters
where id = :id and site_id = :site_id
"""


async def update_segment(tx: Transaction, segment: Segment) -> bool:
    """Whether the site has one of that number, which is as this one from now on. Raises NameTaken,
    and TooMany where it becomes somebody else's."""
    await _keep_name(tx, segment)
    await _keep_few(tx, segment)
    return bool((await tx.execute(UPDATE, msgspec.structs.asdict(segment))).rowcount)


DELETE = "delete from segment where id = :id and site_id = :site"


async def delete_segment(tx: Transaction, site_id: int, segment_id: int) -> bool:
    """Whether the site had it."""
    return bool((await tx.execute(DELETE, {"site": site_id, "id": segment_id})).rowcount)


TAKEN = """
select 1 from segment
where site_id = :site_id and coalesce(user_id, 0) = coalesce(:user_id, 0)
    and name = :name and id <> :id
"""


async def _keep_name(tx: Transaction, segment: Segment) -> None:
    if list(await tx.execute_fetchall(TAKEN, msgspec.structs.asdict(segment))):
        raise NameTaken


async def _keep_few(tx: Transaction, segment: Segment) -> None:
    """Others than this one."""
    [row] = await tx.execute_fetchall(COUNT, msgspec.structs.asdict(segment))
    if row["segments"] >= MOST_SEGMENTS:
        raise TooMany


def _segment(row: TableRow) -> Segment:
    return Segment(
        id=row["id"],
        site_id=row["site_id"],
        user_id=row["user_id"],
        name=row["name"],
        filters=row["filters"],
    )
