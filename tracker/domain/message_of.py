"""The message that tells watchers of a row, or of a refusal."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from tracker.domain.campaigns import Campaign
from tracker.domain.events import Event
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
    TitleMessage,
)
from tracker.domain.places import Place
from tracker.domain.refusals import Refusal
from tracker.domain.rows import (
    STATE_NAMES,
    AgeRemoval,
    Back,
    DayRow,
    ImportRemoval,
    Leave,
    OfPageview,
    PlaceCorrection,
    Removal,
    Row,
    SiteRemoval,
    TitleCorrection,
    VisitRemoval,
)

LONGEST_DETAIL = 200  # characters: a stranger chooses them, and many are kept to be shown


def message_of(row: Row) -> LogMessage | None:  # noqa: PLR0911 (a kind each)
    """The message that tells a watcher of a row; None for what is no news: sums of the past."""
    match row:
        case Event():
            return _event(row)
        case Leave():
            return _leave(row)
        case Back():
            return BackMessage(row.cursor, row.at, str(row.visit), row.path, _page_of(row))
        case PlaceCorrection():
            return LatePlaceMessage(row.cursor, row.at, str(row.visit), place_message(row.place))
        case TitleCorrection():
            return TitleMessage(row.cursor, row.at, str(row.visit), _page_of(row), row.title)
        case DayRow():
            return None
    return _removal(row)


def _leave(row: Leave) -> LeaveMessage:
    return LeaveMessage(
        row.cursor,
        row.at,
        str(row.visit),
        row.path,
        STATE_NAMES[row.state],
        row.engaged,
        row.depth,
        _page_of(row),
    )


def _page_of(row: OfPageview) -> int:
    return row.page.cursor if row.page else 0


def _removal(row: Removal) -> RemovalMessage:
    """Who knows whole sites and visits only sees of the others that no visit is named."""
    match row:
        case SiteRemoval():
            return RemovalMessage(row.cursor, row.at, "0")
        case VisitRemoval():
            return RemovalMessage(row.cursor, row.at, str(row.visit))
        case AgeRemoval():
            return RemovalMessage(row.cursor, row.at, "-1", before=row.before)
        case ImportRemoval():
            return RemovalMessage(row.cursor, row.at, "", import_id=str(row.import_id))
    return RemovalMessage(row.cursor, row.at, "", upto=row.upto)


def _event(event: Event) -> EventMessage:
    page, properties = event.page, event.properties
    source, channel = event.source
    browser, system, device, browser_version, system_version = event.agent
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
        browser_version,
        system_version,
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
        block=refusal.block,
    )
