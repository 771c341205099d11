"""What editors write on a site's days."""

from __future__ import annotations

from datetime import date

import msgspec

from tracker.domain.reports.annotations import Annotation
from tracker.domain.reports.kept import MOST_ANNOTATIONS, TooMany
from tracker.storage.file.transactions import Accounts, TableRow, Transaction

BETWEEN = """
select * from annotation where site_id = :site and day between :first and :last
order by day desc, id desc
"""


async def annotations_of(
    db: Accounts, site_id: int, first: date = date.min, last: date = date.max
) -> list[Annotation]:
    """Those of these days, both included; the latest day first."""
    days = {"first": first.isoformat(), "last": last.isoformat()}
    return [_annotation(row) for row in await db.read(BETWEEN, {"site": site_id} | days)]


FIND = "select * from annotation where site_id = :site and id = :id"


async def find_annotation(db: Accounts, site_id: int, annotation_id: int) -> Annotation | None:
    """The one of that number, if the site has it."""
    rows = await db.read(FIND, {"site": site_id, "id": annotation_id})
    return _annotation(rows[0]) if rows else None


COUNT = "select count(*) as annotations from annotation where site_id = :site"
INSERT = """
insert into annotation (site_id, day, words, user_id, created_at)
values (:site_id, :day, :words, :user_id, :at)
returning id
"""


async def insert_annotation(tx: Transaction, annotation: Annotation, at: int) -> int:
    """A new one, under the number that comes back. Raises TooMany."""
    [row] = await tx.execute_fetchall(COUNT, {"site": annotation.site_id})
    if row["annotations"] >= MOST_ANNOTATIONS:
        raise TooMany
    [row] = await tx.execute_fetchall(INSERT, _values(annotation) | {"at": at})
    return int(row["id"])


UPDATE = """
update annotation set day = :day, words = :words, user_id = :user_id
where id = :id and site_id = :site_id
"""


async def update_annotation(tx: Transaction, annotation: Annotation) -> bool:
    """Whether the site has one of that number, which is as this one from now on."""
    return bool((await tx.execute(UPDATE, _values(annotation))).rowcount)


DELETE = "delete from annotation where id = :id and site_id = :site"


async def delete_annotation(tx: Transaction, site_id: int, annotation_id: int) -> bool:
    """Whether the site had it."""
    return bool((await tx.execute(DELETE, {"site": site_id, "id": annotation_id})).rowcount)


def _values(annotation: Annotation) -> dict[str, object]:
    return msgspec.structs.asdict(annotation) | {"day": annotation.day.isoformat()}


def _annotation(row: TableRow) -> Annotation:
    return Annotation(
        id=row["id"],
        site_id=row["site_id"],
        day=date.fromisoformat(row["day"]),
        words=row["words"],
        user_id=row["user_id"],
    )
