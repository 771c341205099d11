"""Rows on their way from who reads a file to the server that writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from tracker.domain.agents import Agent
from tracker.domain.campaigns import Campaign
from tracker.domain.events import Event, Page
from tracker.domain.places import NOWHERE, Place
from tracker.domain.rows import LEFT, DayRow, Leave, Pageview, Row
from tracker.domain.sources import Source

NONE = -1


class SentRow(msgspec.Struct, array_like=True, gc=False):
    """An event of which everything is known but its cursor. `key`: the hash of what makes it
    itself, in the beacon's place; `campaign`, `place`, `agent`: where in the batch they stand."""

    key: int
    id: int
    at: int
    visitor: int
    visit: int
    name: str
    host: str
    path: str
    campaign: int
    title: str
    referrer: str
    source: str
    channel: str
    place: int
    agent: int
    language: str
    width: int
    properties: str | None
    address: str | None
    engaged: int
    depth: int


class SentDay(msgspec.Struct, array_like=True, gc=False):
    """Sums of a local day; `day` since 1970-01-01."""

    day: int
    dimension: str
    key: str
    visitors: int
    visits: int
    pageviews: int
    others: int
    bounces: int
    duration: int
    engaged: int
    depth: int
    told: int


class Batch(msgspec.Struct, array_like=True):
    """Some rows, and what many of them share; or sums of days."""

    rows: list[SentRow]
    campaigns: list[Campaign]
    places: list[Place]
    agents: list[Agent]
    days: list[SentDay] = []


encode = msgspec.msgpack.Encoder().encode
_decoder = msgspec.msgpack.Decoder(Batch)


def decode(sent: bytes) -> Batch:
    """Raises msgspec.MsgspecError for what is none."""
    return _decoder.decode(sent)


class Brought(msgspec.Struct, gc=False):
    """An event, and how long its page was looked at, if anybody has said."""

    event: Event
    engaged: int
    depth: int


def brought(batch: Batch, first: int, upto: int, site_id: int, import_id: int) -> Iterator[Brought]:
    """Some of the batch's rows as the log has them, without their cursors."""
    campaigns: list[Campaign | None] = [*batch.campaigns, None]
    places = [*batch.places, NOWHERE]
    for row in batch.rows[first:upto]:
        event = Event(
            row.id,
            site_id,
            row.at,
            row.visitor,
            row.visit,
            row.key,
            row.name,
            Page(row.host, row.path, campaigns[row.campaign]),
            row.title,
            row.referrer,
            Source(row.source, row.channel),
            places[row.place],
            batch.agents[row.agent],
            row.language,
            row.width,
            row.properties,
            row.address,
            is_new=False,
            import_id=import_id,
        )
        yield Brought(event, row.engaged, row.depth)


def day_rows(  # noqa: PLR0917
    batch: Batch, first: int, upto: int, site_id: int, import_id: int, at: int
) -> list[DayRow]:
    """Some of the batch's days as the log has them, without their cursors."""
    return [
        DayRow(
            site_id,
            at,
            day.day,
            day.dimension,
            day.key,
            day.visitors,
            day.visits,
            day.pageviews,
            day.others,
            day.bounces,
            day.duration,
            day.engaged,
            import_id,
            depth=day.depth,
            told=day.told,
        )
        for day in batch.days[first:upto]
    ]


def numbered(rows: Iterable[Brought], head: int) -> list[Row]:
    """As they are to follow the cursor `head`: each event, and behind it its leave."""
    found: list[Row] = []
    for each in rows:
        event = each.event
        event.cursor = head + len(found) + 1
        found.append(event)
        if each.engaged or each.depth:
            found.append(_leave(each, head + len(found) + 1))
    return found


def _leave(each: Brought, cursor: int) -> Leave:
    event, told = each.event, (LEFT, each.engaged, each.depth)
    page = Pageview(event.visit, event.cursor, event.at)
    named = (event.site_id, event.at + each.engaged, 0, event.page.path)
    return Leave(*named, *told, page, event.visit, cursor)
