"""How many visitors a site has had today: what the live page comes with, and its script adds to."""

from __future__ import annotations

from typing import NamedTuple

from aiohttp import web

from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.words.figures import exact, number
from tracker.web.words.i18n import ngettext
from tracker.web.words.site_times import SiteTimes

PATIENCE = 0.2  # seconds, for a site that nobody has looked at since the start


class Today(NamedTuple):
    """`people`: as a number."""

    people: int
    exact: str
    said: str


async def have_counted(app: web.Application, site: Site) -> None:
    """Where that does not take long."""
    await app[keys.TALLIES].soon([site.id], app[keys.CLOCK](), PATIENCE)


def visitors_today(app: web.Application, site: Site) -> Today | None:
    """By the log as it stands; None while they are being counted."""
    now = app[keys.CLOCK]()
    tally = app[keys.TALLIES].known(site.id, now)
    if tally is None:
        return None
    people = tally.between(SiteTimes(site.time_zone).day_start(now), now + 1).visitors
    said = ngettext("{n} visitor today", "{n} visitors today", people)
    return Today(people, exact(people), said.format(n=number(people)))
