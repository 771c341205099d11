"""What a visitor does: the messages that the beacon would send, and the seconds between them."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp
from random import Random
from typing import Any, NamedTuple

from tracker.domain.hits import LEAVE, PAGEVIEW, Hit
from tracker.services.seeding.people import Person
from tracker.services.seeding.story import PageStory

GOES_ON = 0.55  # from any page but the first
LONGEST = 900.0  # seconds on one page


class Message(NamedTuple):
    """One beacon: how long after the one before it, in seconds, and what it says."""

    after: float
    hit: Hit


class Seen(NamedTuple):
    """A page in front of somebody."""

    page: PageStory
    number: str
    url: str
    referrer: str


def journey(person: Person, chance: Random) -> Iterator[Message]:
    """All that this visit sends, in order."""
    way, pages = person.way, person.story.pages
    path, query, referrer = way.landing, way.query, way.referrer
    after, goes_on = 0.0, way.stays
    while path:
        page, url = pages[path], f"https://{person.host}{path}{query}"
        seen = Seen(page, new_id(chance), url, referrer)
        yield Message(after, event(person, seen, seen.number))
        yield from reading(person, seen, chance)
        referrer, query, after = url, "", 0.1 + chance.random() / 2
        path = chance.choice(page.onward) if chance.random() < goes_on else ""
        goes_on = GOES_ON


def reading(person: Person, seen: Seen, chance: Random) -> Iterator[Message]:
    """What happens on one page until it is left."""
    engaged = seconds = min(seen.page.read * exp(chance.gauss(0, 0.8)), LONGEST)
    if done := something_done(seen.page, chance):
        yield Message(seconds * 0.6, event(person, seen, new_id(chance), *done))
        seconds *= 0.4
    depth = max(5, min(100, int(chance.gauss(62, 25)) if engaged > 3 else 20))
    title = seen.page.title if seen.page.at_first else ""  # it is told once
    if chance.random() < 0.06:
        yield Message(seconds, leave(seen, "hidden", engaged, depth, title))
        title = ""
        yield Message(chance.uniform(4, 25), leave(seen, "back", engaged, depth))
        seconds = chance.uniform(2, 15)
        engaged += seconds
    yield Message(seconds, leave(seen, "left", engaged, depth, title))


def something_done(page: PageStory, chance: Random) -> tuple[str, dict[str, Any]] | None:
    """What some visitors do on this page: the event's name and its properties."""
    for done in page.done:
        if chance.random() < done.likely:
            return done.name, chance.choice(done.properties)
    return None


def event(
    person: Person,
    seen: Seen,
    number: str,
    name: str = PAGEVIEW,
    properties: dict[str, Any] | None = None,
) -> Hit:
    """A pageview, or something that is done on the page."""
    title = seen.page.at_first or seen.page.title
    return Hit(
        name, seen.url, seen.referrer, title, person.language, number, person.width, properties
    )


def leave(seen: Seen, state: str, engaged: float, depth: int, title: str = "") -> Hit:
    """What the page tells of itself as it goes, or comes again."""
    return Hit(
        LEAVE,
        seen.url,
        title=title,
        id=seen.number,
        state=state,
        engaged=int(engaged * 1000),
        depth=depth,
    )


def new_id(chance: Random) -> str:
    """A beacon id, as the script makes them."""
    return f"{chance.getrandbits(72):018x}"
