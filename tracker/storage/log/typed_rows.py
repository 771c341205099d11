"""The log as it was appended: rows of all kinds in the order of their cursors."""

from __future__ import annotations

from collections.abc import Callable
from heapq import merge

from tracker.domain.rows import (
    AgeRemoval,
    Back,
    DayRow,
    ImportRemoval,
    Leave,
    Pageview,
    PlaceCorrection,
    Removal,
    Reset,
    Row,
    SiteRemoval,
    TitleCorrection,
    VisitRemoval,
)
from tracker.storage.file.database import Database
from tracker.storage.file.transactions import TableRow
from tracker.storage.log.event_columns import AS_IT_CAME, EVENT_COLUMNS, event_of, place_of
from tracker.storage.log.other_rows import BACK
from tracker.storage.log.standing import BEGINNING

# Of one site only what its numbers begin with, and nothing that imports have brought: that is no
# news. Of all everything there is.
AFTER = "cursor > max(:after, " + BEGINNING + ")"
# Walked by cursor, whoever's rows they are: a site's own index is in the order of their times.
EVENTS = (
    EVENT_COLUMNS
    + AS_IT_CAME
    + "where (:site is null or (event.site_id = :site and event.import_id is null))"
    + " and event."
    + AFTER
    + " and event.cursor <= :upto order by event.cursor limit :most"
)
OF_SITES = (
    "where (:site is null or site_id = :site) and "
    + AFTER
    + " and cursor <= :upto order by cursor limit :most"
)
LEAVES = (
    """
select leave.*, text.value as page from leave join text on text.id = leave.path
where (:site is null or (site_id = :site and not exists (
    select 1 from event where event.cursor = leave.page_cursor and event.import_id is not null
))) and """
    + AFTER
    + " and cursor <= :upto order by cursor limit :most"
)
PLACES = (
    """
select correction.cursor, correction.site_id, correction.at, correction.visit, place.*
from correction join place on place.id = correction.place
"""
    + OF_SITES
)
TITLES = (
    """
select late_title.*, text.value as name from late_title join text on text.id = late_title.title
"""
    + OF_SITES
)
DAYS = (
    """
select day_row.*, d.value as dimension_name, k.value as key_name
from day_row join text d on d.id = day_row.dimension join text k on k.id = day_row.key
"""
    + OF_SITES
)
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
    found: list[list[Row]] = []
    for select, typed in KINDS:
        rows = [typed(row) for row in await db.read(select, bounds)]
        if len(rows) == most:
            bounds["upto"] = rows[-1].cursor
        found.append(rows)
    return list(merge(*found, key=_cursor))[:most]


def _cursor(row: Row) -> int:
    return row.cursor


def leave_of(row: TableRow) -> Leave | Back:
    named = (row["site_id"], row["at"], row["beacon"], row["page"])
    page = _pageview(row) if row["page_cursor"] else None
    if row["state"] == BACK:
        return Back(*named, page, row["visit"], row["cursor"])
    told = (row["state"], row["engaged"], row["depth"])
    return Leave(*named, *told, page, row["visit"], row["cursor"])


def _pageview(row: TableRow) -> Pageview:
    return Pageview(row["visit"], row["page_cursor"], row["at"] - row["page_age"])


def place_correction_of(row: TableRow) -> PlaceCorrection:
    return PlaceCorrection(row["site_id"], row["at"], row["visit"], place_of(row), row["cursor"])


def title_of(row: TableRow) -> TitleCorrection:
    named = (row["site_id"], row["at"], 0, row["name"])
    return TitleCorrection(*named, _pageview(row), row["visit"], row["cursor"])


def _day(row: TableRow) -> DayRow:
    return DayRow(
        row["site_id"],
        row["at"],
        row["day"],
        row["dimension_name"],
        row["key_name"],
        row["visitors"],
        row["visits"],
        row["pageviews"],
        row["others"],
        row["bounces"],
        row["duration"],
        row["engaged"],
        row["import_id"],
        row["cursor"],
        row["depth"],
        row["told"],
    )


def _removal(row: TableRow) -> Removal:
    site, at, what, cursor = row["site_id"], row["at"], row["what"], row["cursor"]
    match row["kind"]:
        case "site":
            return SiteRemoval(site, at, cursor)
        case "visit":
            return VisitRemoval(site, at, what, cursor)
        case "age":
            return AgeRemoval(site, at, what, cursor)
        case "import":
            return ImportRemoval(site, at, what, cursor)
    return Reset(site, at, what, cursor)


KINDS: tuple[tuple[str, Callable[[TableRow], Row]], ...] = (
    (EVENTS, event_of),
    (LEAVES, leave_of),
    (PLACES, place_correction_of),
    (TITLES, title_of),
    (DAYS, _day),
    (REMOVALS, _removal),
)
