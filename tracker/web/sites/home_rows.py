"""The rows of the first page: a page of a user's sites, and what is told of each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from aiohttp import web

from tracker.storage.sites.sites import Site, sites_of
from tracker.web import keys
from tracker.web.pages.lists import AskedPage
from tracker.web.sites import glances

A_PAGE = 50  # sites: a page is drawn in about 10 ms
AT_ONCE = 20  # rows between two turns of the event loop: a millisecond or two


class HomePage(NamedTuple):
    """The sites of a page; `more`: there are others behind them."""

    asked: AskedPage
    sites: Sequence[Site]
    more: bool

    @property
    def query(self) -> str:
        """What its own socket asks for."""
        return urlencode({"q": self.asked.search, "after": self.asked.after})

    @property
    def next(self) -> int:
        """Behind how many the next page begins; 0 for none."""
        return self.asked.after + len(self.sites) if self.more else 0


async def home_page(app: web.Application, user_id: int, asked: AskedPage) -> HomePage:
    """The user's sites by name, as many as one page has."""
    search, after = asked
    found = await sites_of(
        app[keys.DATABASE], user_id, search=search, after=after, limit=A_PAGE + 1
    )
    return HomePage(asked, found[:A_PAGE], len(found) > A_PAGE)


async def few_at_a_time(sites: Sequence[Site]) -> AsyncIterator[Sequence[Site]]:
    """Some of them; hits are answered in between."""
    for first in range(0, len(sites), AT_ONCE):
        yield sites[first : first + AT_ONCE]
        await asyncio.sleep(0)


def glance_of(app: web.Application, site: Site) -> glances.Glance | None:
    """The figures of a row; None while they are being read."""
    now = app[keys.CLOCK]()
    tally = app[keys.TALLIES].known(site.id, now)
    return glances.glance(tally, site, now) if tally else None


def presence_of(app: web.Application, site: Site) -> glances.Presence:
    """Who is there. Where nobody is, nothing is put together to say so."""
    if not (now := app[keys.PRESENCE].now(site.id)):
        return glances.presence(site.id, 0, ())
    return glances.presence(site.id, now, app[keys.PRESENCE].of(site.id).message().here)
