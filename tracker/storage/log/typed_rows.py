"""The log as it was appended: rows of all kinds in the order of their cursors."""

from __future__ import annotations

from heapq import merge

from tracker.domain.events import Correction, Leave, Removal, Row
from tracker.storage.file.database import Database
from tracker.storage.file.transactions import TableRow
from tracker.storage.log.event_columns import EVENT_COLUMNS, event_of, place_of

# Walked by cursor, whoever's rows they are: a site's own index is in the order of their times.
EVENTS = (
    EVENT_COLUMNS
    + "left join place on place.id = event.place"
    + " where (:site is null or event.site_id = :site)"
    + " and event.cursor > :after and event.cursor <= :upto order by event.cursor limit :most"
)
LEAVES = """
select leave.*, text.value as page from leave join text on text.id = leave.path
where (:site is null or site_id = :site) and cursor > :after and cursor <= :upto
order by cursor limit :most
"""
CORRECTIONS = """
select correction.cursor, correction.site_id, correction.at, correction.visit, place.*
from correction join place on place.id = correction.place
where (:site is null or site_id = :site) and cursor > :after and cursor <= :upto
order by cursor limit :most
"""
REMOVALS = """
select * from removal
where (:site is null or site_id = :site) and cursor > :after and cursor <= :upto
order by cursor limit :most
"""


async def typed_rows(
    db: Database, cursor: int, upto: int, most: int, site_id: int | None = None
) -> list[Row]:
    """The first `most` rows, of one site or of all, with `cursor` < theirs <= `upto`; fewer: there
    are no more."""
    bounds = {"site": site_id, "after": cursor, "upto": upto, "most": most}
    events: list[Row] = [event_of(row) for row in await db.read(EVENTS, bounds)]
    if len(events) == most:
        bounds["upto"] = events[-1].cursor
    leaves: list[Row] = [_leave(row) for row in await db.read(LEAVES, bounds)]
    corrections: list[Row] = [_correction(row) for row in await db.read(CORRECTIONS, bounds)]
    removals: list[Row] = [_removal(row) for row in await db.read(REMOVALS, bounds)]
    return list(merge(events, leaves, corrections, removals, key=_cursor))[:most]


def _cursor(row: Row) -> int:
    return row.cursor


def _leave(row: TableRow) -> Leave:
    return Leave(
        row["site_id"],
        row["at"],
        row["visit"],
        row["beacon"],
        row["page"],
        row["state"],
        row["engaged"],
        row["depth"],
        row["cursor"],
    )


def _correction(row: TableRow) -> Correction:
    return Correction(row["site_id"], row["at"], row["visit"], place_of(row), row["cursor"])


def _removal(row: TableRow) -> Removal:
    return Removal(row["site_id"], row["at"], row["visit"], row["cursor"], row["before"])
