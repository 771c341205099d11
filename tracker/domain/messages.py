"""What a watcher is sent: documented in docs/live-messages.md, one JSON object each."""

from __future__ import annotations

import msgspec

from tracker.domain.reports.goal_rules import GoalRule


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
    browser_version: str = ""
    system_version: str = ""
    replay: bool = False


class LeaveMessage(msgspec.Struct, omit_defaults=True, tag="leave"):
    cursor: int
    at: int
    visit: str
    path: str
    state: str
    engaged: int
    depth: int
    page: int = 0  # cursor of its pageview's event; 0 = unknown
    replay: bool = False


class BackMessage(msgspec.Struct, omit_defaults=True, tag="back"):
    cursor: int
    at: int
    visit: str
    path: str
    page: int = 0
    replay: bool = False


class LatePlaceMessage(msgspec.Struct, omit_defaults=True, tag="place"):
    cursor: int
    at: int
    visit: str
    place: PlaceMessage
    replay: bool = False


class TitleMessage(msgspec.Struct, omit_defaults=True, tag="title"):
    cursor: int
    at: int
    visit: str
    page: int
    title: str
    replay: bool = False


class RemovalMessage(msgspec.Struct, omit_defaults=True, tag="removal"):
    cursor: int
    at: int
    visit: str  # "0" = all of the site, "-1" = before a time, "" = what the fields below say
    replay: bool = False
    before: int = 0
    import_id: str = ""
    upto: int = 0


class RefusedMessage(msgspec.Struct, omit_defaults=True, tag="refused"):
    at: int
    reason: str
    what: str
    detail: str
    remedy: str
    host: str = ""
    count: int = 1
    block: int = 0


class PresenceMessage(msgspec.Struct, omit_defaults=True, tag="presence"):
    """`minutes`: pageviews of the last 30, oldest first, the last one running since `minute_at`;
    `countries`: visits of the same 30 minutes. `beyond`: so many of `now` are only counted."""

    now: int
    here: list[tuple[str, int]]
    minutes: list[int]
    minute_at: int
    countries: dict[str, int]
    beyond: int = 0
    sources: dict[str, int] = msgspec.field(default_factory=dict)  # as `countries`, the most ones


class GoalsMessage(msgspec.Struct, tag="goals"):
    """What the site's goals are from now on."""

    goals: list[GoalRule]


LogMessage = (
    EventMessage | LeaveMessage | BackMessage | LatePlaceMessage | TitleMessage | RemovalMessage
)
