"""When whose messages come: days of visits to sites, in the order of time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from operator import itemgetter
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tracker.domain.days import day_begins, local_day
from tracker.domain.hits import Hit
from tracker.services.recording.sender import Sender
from tracker.services.seeding.calendar import HOURS, Crowd, crowds
from tracker.services.seeding.journeys import journey
from tracker.services.seeding.people import ELSEWHERE, PROGRAMS, Person, somebody
from tracker.services.seeding.shares import Shares
from tracker.services.seeding.story import Story, Way
from tracker.storage.sites.sites import Site

MINUTE = 60_000  # ms
DAY = 1440 * MINUTE
AGAIN = 0.06  # of the visitors come once more on the same day
VISITS_EACH = (1 - PROGRAMS) * (1 - ELSEWHERE) * (1 + AGAIN)
STRAIGHT = Way("", "", "/", 0.7)
EACH_HOUR = Shares(enumerate(HOURS))

Moment = tuple[int, Site, Sender, Hit]  # ms, UTC


class Visited(NamedTuple):
    """A site, what it is like, and about how many visitors it has in all."""

    site: Site
    story: Story
    visitors: float


class Today(NamedTuple):
    """A site's local day: when it begins and ends, and who comes."""

    visited: Visited
    begins: int
    ends: int
    crowds: list[Crowd]


def days_between(since: int, now: int) -> int:
    """Of a calendar anywhere; the last ones may lie ahead."""
    return (now - since) // DAY + 2


def moments(each: Sequence[Visited], since: int, now: int, seed: int = 1) -> Iterator[list[Moment]]:
    """Everybody's messages from `since` to `now`, about a day's at a time."""
    chance = Random(seed)
    waiting: list[Moment] = []
    for days in zip(*(_days(visited, since, now) for visited in each), strict=True):
        for today in days:
            waiting += _messages(today, chance)
        waiting.sort(key=itemgetter(0))
        whole = min(now, *(today.ends for today in days))  # tomorrow's come later
        yield [moment for moment in waiting if since <= moment[0] < whole]
        waiting = [moment for moment in waiting if moment[0] >= whole]


def _days(visited: Visited, since: int, now: int) -> Iterator[Today]:
    """As many for each site, wherever it is."""
    zone = ZoneInfo(visited.site.time_zone)
    first = local_day(since, zone).date
    days = days_between(since, now)
    for day, who in enumerate(crowds(visited.story, first, days, visited.visitors)):
        date = first + timedelta(day)
        ends = day_begins(date + timedelta(1), zone)
        yield Today(visited, day_begins(date, zone), ends, who)


def _messages(today: Today, chance: Random) -> Iterator[Moment]:
    site, story, _ = today.visited
    hour = (today.ends - today.begins) / 24
    for visitors, way in today.crowds:
        for _ in range(int(visitors + chance.random())):
            begins = today.begins + int((EACH_HOUR.draw(chance) + chance.random()) * hour)
            for at, sender, hit in _of_one(begins, somebody(chance, story, way), chance):
                yield at, site, sender, hit


def _of_one(at: int, person: Person, chance: Random) -> Iterator[tuple[int, Sender, Hit]]:
    """A visit from `at` on, and another one later on that day, if there is one."""
    sender = Sender(person.address, person.user_agent, "", private=False)
    visits = [person, person._replace(way=STRAIGHT)] if chance.random() < AGAIN else [person]
    for visit in visits:
        for message in journey(visit, chance):
            at += int(message.after * 1000)
            yield at, sender, message.hit
            if person.is_program:
                return  # it looks at one page
        at += chance.randrange(45, 300) * MINUTE
