"""The message that tells watchers of a row, or of a refusal."""

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
from tracker.domain.messages import (
    BackMessage,
    CampaignMessage,
    EventMessage,
    LatePlaceMessage,
    LeaveMessage,
    LogMessage,
    PlaceMessage,
    RefusedMessage,
    RemovalMessage,
)
from tracker.domain.places import Place
from tracker.domain.refusals import Refusal

LONGEST_DETAIL = 200  # characters: a stranger chooses them, and many are kept to be shown


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


def _event(event: Event) -> EventMessage:
    page, properties = event.page, event.properties
    source, channel = event.source
    browser, system, device = event.agent
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


@lru_cache(4096)
def place_message(place: Place) -> PlaceMessage:
    return PlaceMessage(*place)


def campaign_message(campaign: Campaign | None) -> CampaignMessage | None:
    return CampaignMessage(*campaign) if campaign else None


def refused_message(at: int, refusal: Refusal) -> RefusedMessage:
    return RefusedMessage(
        at,
        refusal.reason.value,
        refusal.what,
        refusal.detail[:LONGEST_DETAIL],
        refusal.remedy,
        refusal.host,
    )
