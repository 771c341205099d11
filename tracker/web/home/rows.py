"""The rows of the first page: a user's sites in their order, and what is told of each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple, TypeVar
from urllib.parse import urlencode

import msgspec
from aiohttp import web

from tracker.storage.accounts.users import Order, User
from tracker.storage.sites.members import own_sites
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.home import glances
from tracker.web.home.presences import Presence, presence
from tracker.web.pages.lists import AskedPage
from tracker.web.words.figures import exact
from tracker.web.words.i18n import ngettext

T = TypeVar("T")

A_PAGE = 200  # sites
PATIENCE = 2.0  # seconds for figures to be read; those that take longer come by the socket
AT_ONCE = 20  # rows between two turns of the event loop: a millisecond or two


class Listed(NamedTuple):
    """A site of somebody's."""

    site: Site
    pinned: bool


class HomePage(NamedTuple):
    """`sites`: all that are looked for, in their order; a page has some of them."""

    asked: AskedPage
    sites: Sequence[Listed]

    @property
    def rows(self) -> Sequence[Listed]:
        return self.sites[self.asked.after : self.asked.after + A_PAGE]

    @property
    def query(self) -> str:
        """What its own socket asks for."""
        return urlencode({"q": self.asked.search, "after": self.asked.after})

    @property
    def next(self) -> int:
        """Behind how many the next page begins; 0 for none."""
        end = self.asked.after + A_PAGE
        return end if end < len(self.sites) else 0

    @property
    def is_whole(self) -> bool:
        """Whether there are no sites but those of this page."""
        return not (self.asked.search or self.asked.after or self.next)


class Sums(msgspec.Struct, frozen=True):
    """What stands above the rows, of all sites."""

    now: str
    now_noun: str
    today: str
    today_noun: str
    direction: str
    change: str
    count: int  # now
    id: int = 0  # no site's


async def home_page(app: web.Application, user: User, asked: AskedPage) -> HomePage:
    """The user's sites: pinned ones first, those that wait for a first visit last, and among
    themselves as the user likes them."""
    own = await own_sites(app[keys.KEPT], user.id)
    directory, search = app[keys.SITES].by_id, asked.search.casefold()
    found = [
        Listed(site, pinned)
        for number, pinned in own.items()
        if (site := directory.get(number)) and search in site.name.casefold()
    ]
    numbers = [each.site.id for each in found]
    await app[keys.TALLIES].soon(numbers, app[keys.CLOCK](), PATIENCE)
    places = [
        (_place(each, glance_of(app, each.site), user.sites_by), each)
        async for some in few_at_a_time(found)
        for each in some
    ]
    return HomePage(asked, [each for _place, each in sorted(places)])


Place = tuple[bool, bool, int, str, int]


def _place(listed: Listed, glance: glances.Glance | None, order: Order) -> Place:
    site, count = listed.site, glance.count if glance and order == "visitors" else 0
    waiting = glance is not None and glance.waiting
    return (waiting, not listed.pinned, -count, site.name.casefold(), site.id)


async def few_at_a_time(things: Sequence[T]) -> AsyncIterator[Sequence[T]]:
    """Some of them; hits are answered in between."""
    for first in range(0, len(things), AT_ONCE):
        yield things[first : first + AT_ONCE]
        await asyncio.sleep(0)


def glance_of(app: web.Application, site: Site) -> glances.Glance | None:
    """The figures of a row; None while they are being read."""
    now = app[keys.CLOCK]()
    tally = app[keys.TALLIES].known(site.id, now)
    return glances.glance(tally, site, now) if tally else None


def presence_of(app: web.Application, site: Site) -> Presence:
    """Who is there. Where nobody is, nothing is put together to say so."""
    if not (now := app[keys.PRESENCE].now(site.id)):
        return presence(site.id, 0, ())
    return presence(site.id, now, app[keys.PRESENCE].of(site.id).message().here)


async def sums_of(app: web.Application, page: HomePage) -> Sums:
    """Of all its sites, those of other pages, too."""
    now = today = yesterday = 0
    async for some in few_at_a_time(page.sites):
        for each in some:
            now += app[keys.PRESENCE].now(each.site.id)
            if glance := glance_of(app, each.site):
                today, yesterday = today + glance.count, yesterday + glance.yesterday
    nouns = (
        ngettext("visitor now", "visitors now", now),
        ngettext("visitor today", "visitors today", today),
    )
    change = glances.change(today, yesterday)
    return Sums(exact(now), nouns[0], exact(today), nouns[1], *change, count=now)
