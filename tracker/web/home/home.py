"""The first page: what this is, for a stranger; the sites, for their owner."""

from __future__ import annotations

from typing import NamedTuple

from aiohttp import web

from tracker.storage.accounts.users import User
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.asking.handler_marks import shows_no_secret
from tracker.web.asking.sessions import current_user
from tracker.web.home import glances
from tracker.web.home.presences import Presence
from tracker.web.home.rows import (
    HomePage,
    few_at_a_time,
    glance_of,
    home_page,
    presence_of,
    sums_of,
)
from tracker.web.pages.attribution import attribution
from tracker.web.pages.lists import asked_page
from tracker.web.pages.pages import render
from tracker.web.sharing.demo import demo_site
from tracker.web.signing_in.first_user import LINK_COMMANDS
from tracker.web.words.site_times import SiteTimes

SUMMED_FROM = 4  # sites; fewer are seen at once
SOUGHT_FROM = 6  # sites; among fewer nobody searches


class Row(NamedTuple):
    """A site with figures."""

    site: Site
    pinned: bool
    glance: glances.Glance
    presence: Presence


class Waiting(NamedTuple):
    """A site that nobody has ever come to."""

    site: Site
    added: str
    refused: str  # why the last hit was; "" where there was none


@shows_no_secret
async def home(request: web.Request) -> web.Response:
    """One sentence and two commands, or one's own sites; before the first account the way to it."""
    user = await current_user(request)
    if user:
        return await _sites(request, user)
    if not await request.app[keys.ACCOUNTS].anybody():
        return await render(
            request, "home/first.html", first_link_commands=LINK_COMMANDS, topic=None
        )
    demo = demo_site(request.app)
    return await render(
        request,
        "home/stranger.html",
        demo=demo,
        has_been_visited=demo and await request.app[keys.FACTS].has_visits(demo.id),
        attribution=attribution(request) if demo else (),
        open=request.app[keys.CHANGING].registration == "open",
    )


async def _sites(request: web.Request, user: User) -> web.Response:
    page = await home_page(request.app, user, asked_page(request))
    rows, waiting = await _rows(request.app, page)
    return await render(
        request,
        "home/sites.html",
        page=page,
        rows=rows,
        waiting=waiting,
        sums=await sums_of(request.app, page) if len(page.sites) >= SUMMED_FROM else None,
        sought=not page.is_whole or len(page.sites) >= SOUGHT_FROM,
        deleted="deleted" in request.query,
    )


async def _rows(app: web.Application, page: HomePage) -> tuple[list[Row], list[Waiting]]:
    rows, waiting = [], []
    async for some in few_at_a_time(page.rows):
        for site, pinned in some:
            glance = glance_of(app, site) or glances.uncounted(site)
            if glance.waiting:
                waiting.append(_waiting(app, site))
            else:
                rows.append(Row(site, pinned, glance, presence_of(app, site)))
    return rows, waiting


def _waiting(app: web.Application, site: Site) -> Waiting:
    refused = app[keys.REFUSED].latest(site.id)
    added = SiteTimes(site.time_zone).date(site.created_at)
    return Waiting(site, added, refused[-1].what if refused else "")
