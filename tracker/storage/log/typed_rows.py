"""The log as it was appended: every site's rows, of all kinds, in the order of their cursors."""

from __future__ import annotations

from heapq import merge

from tracker.domain.agents import Agent
from tracker.domain.campaigns import Campaign
from tracker.domain.events import Correction, Event, Leave, Page, Removal, Row
from tracker.domain.places import NOWHERE, Place
from tracker.domain.sources import Source
from tracker.storage.dictionary.tuples import UNKNOWN_DEGREES
from tracker.storage.file.database import Database
from tracker.storage.file.transactions import TableRow
from tracker.storage.log.messages import EVENT_COLUMNS

EVENTS = (
    EVENT_COLUMNS
    + "left join place on place.id = event.place"
    + " where event.cursor > :after and event.cursor <= :upto order by event.cursor limit :most"
)
LEAVES = """
select leave.*, text.value as page from leave join text on text.id = leave.path
where cursor > :after and cursor <= :upto order by cursor limit :most
"""
CORRECTIONS = """
select correction.cursor, correction.site_id, correction.at, correction.visit, place.*
from correction join place on place.id = correction.place
where cursor > :after and cursor <= :upto order by cursor limit :most
"""
REMOVALS = """
select * from removal where cursor > :after and cursor <= :upto order by cursor limit :most
"""


async def typed_rows(db: Database, cursor: int, upto: int, most: int) -> list[Row]:
    """The first `most` rows with `cursor` < theirs <= `upto`; fewer: there are no more."""
    bounds = {"after": cursor, "upto": upto, "most": most}
    events: list[Row] = [_event(row) for row in await db.read(EVENTS, bounds)]
    if len(events) == most:
        bounds["upto"] = events[-1].cursor
    leaves: list[Row] = [_leave(row) for row in await db.read(LEAVES, bounds)]
    corrections: list[Row] = [_correction(row) for row in await db.read(CORRECTIONS, bounds)]
    removals: list[Row] = [_removal(row) for row in await db.read(REMOVALS, bounds)]
    return list(merge(events, leaves, corrections, removals, key=_cursor))[:most]


def _cursor(row: Row) -> int:
    return row.cursor


def _event(row: TableRow) -> Event:
    return Event(
        id=row["id"],
        site_id=row["site_id"],
        at=row["at"],
        visitor_id=row["visitor"],
        visit=row["visit"],
        beacon=row["beacon"],
        name=row["name"],
        page=Page(row["host"], row["path"], _campaign(row) if row["campaign"] else None),
        title=row["title"],
        referrer=row["referrer"],
        source=Source(row["source"], row["channel"]),
        place=NOWHERE if row["country"] is None else _place(row),
        agent=Agent(row["browser"], row["system"], row["device"]),
        language=row["language"],
        width=row["width"],
        properties=row["properties"],
        address=row["address"],
        is_new=bool(row["is_new"]),
        cursor=row["cursor"],
    )


def _campaign(row: TableRow) -> Campaign:
    return Campaign(
        row["campaign_source"],
        row["medium"],
        row["campaign_name"],
        row["term"],
        row["content"],
        row["click_id"],
    )


def _place(row: TableRow) -> Place:
    known = row["latitude"] != UNKNOWN_DEGREES
    return Place(
        row["country"],
        row["region"],
        row["city"],
        row["postal"],
        row["latitude"] if known else None,
        row["longitude"] if known else None,
    )


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
    return Correction(row["site_id"], row["at"], row["visit"], _place(row), row["cursor"])


def _removal(row: TableRow) -> Removal:
    return Removal(row["site_id"], row["at"], row["visit"], row["cursor"], row["before"])
