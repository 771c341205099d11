"""The log of everything that happened: appended in batches, read by cursor."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Protocol

import msgspec

from tracker.domain.events import STATE_NAMES, Correction, Event, Leave, Removal, Row
from tracker.domain.messages import (
    CampaignMessage,
    EventMessage,
    LatePlaceMessage,
    LeaveMessage,
    LogMessage,
    PlaceMessage,
    RemovalMessage,
)
from tracker.storage.database import Database
from tracker.storage.dictionary import UNKNOWN_DEGREES, Dictionary

RANGE = 20_000  # cursors looked at in one read: a few milliseconds, whoever's rows they are

INSERT_EVENT = """
insert into event (
    cursor, id, site_id, at, visit, visitor, is_new, beacon, name, host, path, title, referrer,
    source, channel, campaign, place, agent, language, width, properties, address
) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
INSERT_LEAVE = """
insert into leave (cursor, site_id, at, visit, beacon, path, state, engaged, depth)
values (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
INSERT_CORRECTION = """
insert into correction (cursor, site_id, at, visit, place) values (?, ?, ?, ?, ?)
"""
INSERT_REMOVAL = "insert into removal (cursor, site_id, at, visit) values (?, ?, ?, ?)"


class EventLog(Protocol):
    """What the rest of the server knows of the log; a shared one may stand here some day."""

    head: int

    async def append(self, batch: Sequence[Row]) -> None: ...
    async def read_after(self, site_id: int, cursor: int, upto: int) -> list[LogMessage]: ...
    async def last_events(self, site_id: int, before: int, limit: int) -> list[EventMessage]: ...


class SqliteEventLog:
    """The log in our one file. `head` is the newest committed cursor."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._dictionary = Dictionary()
        self.head = 0

    async def open(self) -> None:
        """Find where the sequence stands."""
        rows = await self._database.read(HEAD)
        self.head = rows[0]["head"] or 0

    async def append(self, batch: Sequence[Row]) -> None:
        """Commit the rows in order, giving each its cursor. Either all are on disk, or none."""
        cursor = self.head
        for row in batch:
            cursor += 1
            row.cursor = cursor
        try:
            async with self._database.transaction() as tx:
                await self._dictionary.learn(tx, batch)
                events = [self._event(row) for row in batch if isinstance(row, Event)]
                if events:
                    await tx.executemany(INSERT_EVENT, events)
                if len(events) < len(batch):
                    for sql, values in self._others(batch):
                        await tx.executemany(sql, values)
        except BaseException:
            self._dictionary = Dictionary()
            raise
        self.head = cursor

    async def read_after(self, site_id: int, cursor: int, upto: int) -> list[LogMessage]:
        """The site's rows with `cursor` < theirs <= `upto`, at most RANGE apart, in order."""
        bounds = {"site": site_id, "after": cursor, "upto": min(upto, cursor + RANGE)}
        read = self._database.read
        found: list[LogMessage] = [event_message(row) for row in await read(EVENTS_AFTER, bounds)]
        found += [_leave_message(row) for row in await read(LEAVES_AFTER, bounds)]
        found += [_place_message(row) for row in await read(CORRECTIONS_AFTER, bounds)]
        found += [_removal_message(row) for row in await read(REMOVALS_AFTER, bounds)]
        return sorted(found, key=lambda message: message.cursor)

    async def last_events(self, site_id: int, before: int, limit: int) -> list[EventMessage]:
        """The site's newest events older than the cursor `before`, oldest first."""
        bounds = {"site": site_id, "before": before, "limit": limit}
        rows = await self._database.read(LAST_EVENTS, bounds)
        return [event_message(row) for row in reversed(rows)]

    def _event(self, event: Event) -> tuple[object, ...]:
        known, visitor, page = self._dictionary, event.visitor, event.page
        texts = known.texts.known
        return (
            event.cursor,
            event.id,
            visitor.site_id,
            event.at,
            event.visit,
            event.visitor_id,
            event.is_new,
            event.beacon,
            texts[event.name],
            texts[page.host],
            texts[page.path],
            texts[event.title],
            texts[event.referrer],
            texts[event.source.name],
            texts[event.source.channel],
            known.campaigns.known[page.campaign] if page.campaign else 0,
            known.place(event.place),
            known.agents.known[visitor.agent],
            texts[event.language],
            event.width,
            event.properties,
            event.address,
        )

    def _others(self, batch: Sequence[Row]) -> list[tuple[str, list[tuple[object, ...]]]]:
        leaves: list[tuple[object, ...]] = []
        corrections: list[tuple[object, ...]] = []
        removals: list[tuple[object, ...]] = []
        for row in batch:
            place = (row.cursor, row.site_id, row.at, row.visit)
            match row:
                case Leave():
                    path = self._dictionary.texts.known[row.path]
                    leaves.append((*place, row.beacon, path, row.state, row.engaged, row.depth))
                case Correction():
                    corrections.append((*place, self._dictionary.place(row.place)))
                case Removal():
                    removals.append(place)
        pairs = (
            (INSERT_LEAVE, leaves),
            (INSERT_CORRECTION, corrections),
            (INSERT_REMOVAL, removals),
        )
        return [(sql, values) for sql, values in pairs if values]


HEAD = """
select max(
    ifnull((select max(cursor) from event), 0), ifnull((select max(cursor) from leave), 0),
    ifnull((select max(cursor) from correction), 0), ifnull((select max(cursor) from removal), 0)
) as head
"""

EVENT_COLUMNS = """
select event.cursor, event.id, event.at, event.visit, event.visitor, event.is_new, event.width,
    event.properties,
    name.value as name, host.value as host, path.value as path, title.value as title,
    referrer.value as referrer, source.value as source, channel.value as channel,
    language.value as language,
    agent.browser, agent.system, agent.device,
    place.country, place.region, place.city, place.postal, place.latitude, place.longitude,
    event.campaign, campaign.source as campaign_source, campaign.medium,
    campaign.name as campaign_name, campaign.term, campaign.content, campaign.click_id
from event
join text name on name.id = event.name
join text host on host.id = event.host
join text path on path.id = event.path
join text title on title.id = event.title
join text referrer on referrer.id = event.referrer
join text source on source.id = event.source
join text channel on channel.id = event.channel
join text language on language.id = event.language
join agent on agent.id = event.agent
left join place on place.id = event.place
left join campaign on campaign.id = event.campaign
"""
EVENTS_AFTER = (
    EVENT_COLUMNS
    + "where +event.site_id = :site and event.cursor > :after and event.cursor <= :upto"
    + " order by event.cursor"
)
LAST_EVENTS = (
    EVENT_COLUMNS
    + "where event.cursor in (select cursor from event where site_id = :site and cursor < :before"
    + " order by at desc, cursor desc limit :limit) order by event.cursor desc"
)
LEAVES_AFTER = """
select leave.*, text.value as page from leave join text on text.id = leave.path
where +site_id = :site and cursor > :after and cursor <= :upto
"""
CORRECTIONS_AFTER = """
select correction.cursor, correction.at, correction.visit, place.*
from correction join place on place.id = correction.place
where +site_id = :site and cursor > :after and cursor <= :upto
"""
REMOVALS_AFTER = """
select * from removal where site_id = :site and cursor > :after and cursor <= :upto
"""


def event_message(row: sqlite3.Row) -> EventMessage:
    """A row of EVENT_COLUMNS as the message that watchers get."""
    return EventMessage(
        cursor=row["cursor"],
        id=str(row["id"]),
        at=row["at"],
        visit=str(row["visit"]),
        visitor=str(row["visitor"]),
        new=bool(row["is_new"]),
        name=row["name"],
        host=row["host"],
        path=row["path"],
        title=row["title"],
        referrer=row["referrer"],
        source=row["source"],
        channel=row["channel"],
        place=_place(row) if row["country"] is not None else PlaceMessage(),
        browser=row["browser"],
        system=row["system"],
        device=row["device"],
        language=row["language"],
        width=row["width"],
        campaign=_campaign(row) if row["campaign"] else None,
        properties=msgspec.Raw(row["properties"].encode()) if row["properties"] else None,
        test=row["name"] == "test",
        replay=True,
    )


def _leave_message(row: sqlite3.Row) -> LeaveMessage:
    return LeaveMessage(
        row["cursor"],
        row["at"],
        str(row["visit"]),
        row["page"],
        STATE_NAMES[row["state"]],
        row["engaged"],
        row["depth"],
        replay=True,
    )


def _place_message(row: sqlite3.Row) -> LatePlaceMessage:
    return LatePlaceMessage(row["cursor"], row["at"], str(row["visit"]), _place(row), replay=True)


def _removal_message(row: sqlite3.Row) -> RemovalMessage:
    return RemovalMessage(row["cursor"], row["at"], str(row["visit"]), replay=True)


def _place(row: sqlite3.Row) -> PlaceMessage:
    known = row["latitude"] != UNKNOWN_DEGREES
    return PlaceMessage(
        row["country"],
        row["region"],
        row["city"],
        row["postal"],
        row["latitude"] if known else None,
        row["longitude"] if known else None,
    )


def _campaign(row: sqlite3.Row) -> CampaignMessage:
    return CampaignMessage(
        row["campaign_source"],
        row["medium"],
        row["campaign_name"],
        row["term"],
        row["content"],
        row["click_id"],
    )
