"""An event as a line of a message: a JSON array of site, cursor, kind, and what came with it."""

from __future__ import annotations

import msgspec

from tracker.domain.agents import Agent
from tracker.domain.campaigns import Campaign
from tracker.domain.events import Event, Page
from tracker.domain.places import NOWHERE, Place
from tracker.domain.sources import Source

EVENT = "e"


class EventLine(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True, gc=False):
    """The order of the array; another one is another format. The address that a row has
    on its way stays where it was taken."""

    site_id: int
    cursor: int
    kind: str
    at: int
    id: int
    visitor_id: int
    visit: int
    beacon: int
    name: str
    host: str
    path: str
    title: str
    campaign: Campaign | None
    referrer: str
    source: Source
    place: Place
    agent: Agent
    language: str
    width: int
    properties: str | None
    address: str | None
    is_new: bool
    import_id: int | None


def event_values(row: Event) -> tuple[object, ...]:
    """What the line holds. No place is an empty array: most of what is written is what repeats."""
    return (
        row.site_id,
        row.cursor,
        EVENT,
        row.at,
        row.id,
        row.visitor_id,
        row.visit,
        row.beacon,
        row.name,
        row.page.host,
        row.page.path,
        row.title,
        row.page.campaign,
        row.referrer,
        row.source,
        () if row.place == NOWHERE else row.place,
        row.agent,
        row.language,
        row.width,
        row.properties,
        row.address,
        row.is_new,
        row.import_id,
    )


def event_of(line: EventLine) -> Event:
    """The same row again. By place: names would take three times as long as all the rest."""
    return Event(
        line.id,
        line.site_id,
        line.at,
        line.visitor_id,
        line.visit,
        line.beacon,
        line.name,
        Page(line.host, line.path, line.campaign),
        line.title,
        line.referrer,
        line.source,
        line.place,
        line.agent,
        line.language,
        line.width,
        line.properties,
        line.address,
        line.is_new,
        line.cursor,
        import_id=line.import_id,
    )
