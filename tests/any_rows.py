"""Rows of all kinds, of chance."""

from __future__ import annotations

import random

from tests.making import NOON, event, visitor
from tracker.domain.campaigns import Campaign
from tracker.domain.events import Event, Page
from tracker.domain.ids import first_id
from tracker.domain.places import NOWHERE, Place
from tracker.domain.rows import (
    AgeRemoval,
    Back,
    DayRow,
    ImportRemoval,
    Leave,
    OfPageview,
    Pageview,
    PlaceCorrection,
    Reset,
    Row,
    SiteRemoval,
    TitleCorrection,
    VisitRemoval,
)
from tracker.domain.sources import Source

PLACES = [NOWHERE, Place("DE", "Berlin", "Berlin", "10115", 52.53, 13.38), Place("FR")]
SITES = (1, 2, 3)
VISITS = [*range(1, 6), *(first_id(NOON + later) for later in (3, 40, 100))]


def any_event(chance: random.Random, number: int) -> Event:
    who = visitor(chance.randrange(1, 9), chance.choice(SITES))
    made = event(number, who=who, visit=any_visit(chance), at=NOON + number)
    made.page = Page("example.com", f"/{chance.randrange(4)}", any_campaign(chance))
    made.place = chance.choice(PLACES)
    made.source = chance.choice([Source("Direct", "direct"), Source("Google", "organic-search")])
    made.name = chance.choice(["pageview", "pageview", "Order"])
    made.properties = chance.choice([None, '{"plan":"pro"}'])
    made.address = chance.choice([None, "192.0.2.0"])
    made.beacon = chance.getrandbits(62)
    made.is_new = chance.random() < 0.3
    made.import_id = chance.choice([None, None, None])  # what is brought has a test of its own
    made.agent = made.agent._replace(browser_version=chance.choice(["", "140"]))
    return made


def any_visit(chance: random.Random) -> int:
    return VISITS[chance.randrange(len(VISITS))]


def any_campaign(chance: random.Random) -> Campaign | None:
    return chance.choice([None, Campaign("hn", "post", "x", "", "", "gclid")])


def any_row(chance: random.Random, number: int) -> Row:
    site, at, visit = chance.choice(SITES), NOON + number, any_visit(chance)
    kind = chance.random()
    if kind < 0.6:
        return any_event(chance, number)
    if kind < 0.85:
        return any_leave(chance, site, at, visit)
    if kind < 0.9:
        return PlaceCorrection(site, at, visit, chance.choice(PLACES[1:]))
    return chance.choice(
        [
            SiteRemoval(site, at),
            VisitRemoval(site, at, visit),
            AgeRemoval(site, at, NOON),
            ImportRemoval(site, at, 3),
            Reset(site, at, number),
            DayRow(site, at, 20_700, "source", "Google", 3, 4, 9, 1, 2, 240_000, 180_000, 1),
            DayRow(site, at, 20_700, "", "", visitors=3),
        ]
    )


def any_leave(chance: random.Random, site: int, at: int, visit: int) -> OfPageview:
    page = Pageview(visit, 1, NOON)
    return chance.choice(
        [
            Leave(site, at, 0, "/", chance.choice([1, 2]), 1_500, 80, page, visit),
            Leave(site, at, 77, "/", 2, 1_500, 80, None, visit),
            Back(site, at, 0, "/", page, visit),
            TitleCorrection(site, at, 0, "Welcome", page, visit),
        ]
    )
