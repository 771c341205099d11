"""What a watcher is sent: documented in docs/live-messages.md, one JSON object each."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from tracker.domain.campaigns import Campaign
from tracker.domain.events import (
    STATE_NAMES,
    Back,
    Correction,
    Event,
    Leave,
    Removal,
)
from tracker.domain.hits import TEST
from tracker.domain.places import Place
from tracker.domain.refusals import Refusal


class PlaceMessage(msgspec.Struct, omit_defaults=True, gc=False):
    country: str = ""
    region: str = ""
    city: str = ""
    postal: str = ""
    latitude: float | None = None
    longitude: float | None = None


class CampaignMessage(msgspec.Struct, omit_defaults=True):
    source: str = ""
    medium: str = ""
    name: str = ""
    term: str = ""
    content: str = ""
    click_id: str = ""


class EventMessage(msgspec.Struct, omit_defaults=True, tag="event", gc=False):
    """Ids are text: a browser's numbers have 53 bits."""

    cursor: int
    id: str
    at: int
    visit: str
    visitor: str
    new: bool
    name: str
    host: str
    path: str
    title: str
    referrer: str
    source: str
    channel: str
    place: PlaceMessage
    browser: str
    system: str
    device: str
    language: str
    width: int
    campaign: CampaignMessage | None = None
    properties: msgspec.Raw | None = None
    test: bool = False
    replay: bool = False


class LeaveMessage(msgspec.Struct, omit_defaults=True, tag="leave"):
    cursor: int
    at: int
    visit: str
    path: str
    state: str
    engaged: int
    depth: int
    replay: bool = False


class BackMessage(msgspec.Struct, tag="back"):
    at: int
    visit: str
    path: str


class LatePlaceMessage(msgspec.Struct, omit_defaults=True, tag="place"):
    cursor: int
    at: int
    visit: str
    place: PlaceMessage
    replay: bool = False


class RemovalMessage(msgspec.Struct, omit_defaults=True, tag="removal"):
    cursor: int
    at: int
    visit: str
    replay: bool = False
    before: int = 0


class RefusedMessage(msgspec.Struct, omit_defaults=True, tag="refused"):
    at: int
    reason: str
    what: str
    detail: str
    remedy: str
    host: str = ""
    count: int = 1


class PresenceMessage(msgspec.Struct, omit_defaults=True, tag="presence"):
    """`minutes`: pageviews of the last 30, oldest first, the last one running since `minute_at`;
    `countries`: visits of the same 30 minutes. `beyond`: so many of `now` are only counted."""

    now: int
    here: list[tuple[str, int]]
    minutes: list[int]
    minute_at: int
    countries: dict[str, int]
    beyond: int = 0


LogMessage = EventMessage | LeaveMessage | LatePlaceMessage | RemovalMessage


def message_of(row: Event | Leave | Correction | Removal | Back) -> LogMessage | BackMessage:
    """The message that tells a watcher of a row."""
    match row:
        case Event():
            return _event(row)
        case Leave():
            return LeaveMessage(
                row.cursor,
                row.at,
                str(row.visit),
                row.path,
                STATE_NAMES[row.state],
                row.engaged,
                row.depth,
            )
        case Correction():
            return LatePlaceMessage(row.cursor, row.at, str(row.visit), place_message(row.place))
        case Removal():
            return RemovalMessage(row.cursor, row.at, str(row.visit), before=row.before)
    return BackMessage(row.at, str(row.visit), row.path)


LONGEST_DETAIL = 200  # characters: a stranger chooses them, and many are kept to be shown


def refused_message(at: int, refusal: Refusal) -> RefusedMessage:
    return RefusedMessage(
        at,
        refusal.reason.value,
        refusal.what,
        refusal.detail[:LONGEST_DETAIL],
        refusal.remedy,
        refusal.host,
    )


@lru_cache(4096)
def place_message(place: Place) -> PlaceMessage:
    return PlaceMessage(*place)


def campaign_message(campaign: Campaign | None) -> CampaignMessage | None:
    return CampaignMessage(*campaign) if campaign else None


def _event(event: Event) -> EventMessage:
    visitor, page, properties = event.visitor, event.page, event.properties
    source, channel = event.source
    browser, system, device = visitor.agent
    return EventMessage(  # by place: to find two dozen names takes longer than all the rest
        event.cursor,
        str(event.id),
        event.at,
        str(event.visit),
        str(event.visitor_id),
        event.is_new,
        event.name,
        page.host,
        page.path,
        event.title,
        event.referrer,
        source,
        channel,
        place_message(event.place),
        browser,
        system,
        device,
        event.language,
        event.width,
        campaign_message(page.campaign) if page.campaign else None,
        msgspec.Raw(properties.encode()) if properties else None,
        event.name == TEST,
    )
