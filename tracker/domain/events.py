"""What happened on a page, as it travels from the beacon to the disk and on to the watchers."""

from __future__ import annotations

from datetime import date

import msgspec

from tracker.domain.agents import Agent
from tracker.domain.campaigns import Campaign
from tracker.domain.days import Day
from tracker.domain.places import NOWHERE, Place
from tracker.domain.sources import Source

UNKNOWN = Agent("", "", "")
NEVER = Day(date.min, 0, 0)


class Page(msgspec.Struct, frozen=True, gc=False):
    """A page's address as reports know it: no query, but what its query said of a campaign."""

    host: str
    path: str
    campaign: Campaign | None


class Visitor:
    """One visitor of one site while we remember them; `visit` is theirs in progress. They are one
    whatever their browser says of itself beside its name: client hints do not come each time."""

    __slots__ = (
        "agent",
        "asked",
        "before",
        "bot",
        "counted",
        "day",
        "hinted",
        "id",
        "last_at",
        "place",
        "site_id",
        "turn",
        "visit",
    )

    def __init__(self, site_id: int) -> None:
        self.site_id = site_id
        self.id = 0
        self.before = 0  # the id of the day before
        self.day = NEVER  # for which the id is valid
        self.hinted = False  # the agent was told by client hints
        self.turn = 0  # of the memory: when they were seen last
        self.agent = UNKNOWN
        self.bot: str | None = None
        self.place: Place = NOWHERE
        self.asked = False  # a service has been asked for the place
        self.counted = 0  # the id under which an event is on disk
        self.visit = 0
        self.last_at = 0  # ms UTC, of the visit's newest event


class Event(msgspec.Struct, gc=False):
    """One stored row with a name. `is_new`: the visitor's first of the day, as far as whoever made
    the row knows; the recorder knows better, and gives id, visit and cursor. `import_id`: of what
    an import has brought."""

    id: int
    site_id: int
    at: int
    visitor_id: int
    visit: int
    beacon: int
    name: str
    page: Page
    title: str
    referrer: str
    source: Source
    place: Place
    agent: Agent
    language: str
    width: int
    properties: str | None
    address: str | None
    is_new: bool = True
    cursor: int = 0
    sender: str = ""  # the address, for as long as the row is on its way
    import_id: int | None = None
