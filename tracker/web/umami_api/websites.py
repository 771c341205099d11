"""Sites, as Umami lists websites."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from aiohttp import web

from tracker.domain.umami_api.numbered import site_id
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.api.said import as_json
from tracker.web.peers.goatcounter import host_of
from tracker.web.reports.asking import asked_site
from tracker.web.umami_api.answers import as_time, read
from tracker.web.umami_api.askers import Asker, asker, site_asked, sites_of
from tracker.web.umami_api.paging import read_paged
from tracker.web.umami_api.people import person


class Owner(msgspec.Struct):
    """Whoever asks: they list what is somebody's own."""

    id: str
    username: str


class Website(msgspec.Struct, rename="camel"):
    """What is null here Tracker has otherwise, or not."""

    id: str
    name: str
    domain: str
    reset_at: str | None
    user_id: str
    created_by: str
    created_at: str
    updated_at: str
    user: Owner
    share_id: None = None
    team_id: None = None
    deleted_at: None = None


class Page(msgspec.Struct, rename="camel"):
    """Some of them. `count`: how many there are."""

    data: list[Website]
    count: int
    page: int
    page_size: int
    order_by: str = "name"


@read
async def website_list(request: web.Request) -> web.Response:
    """The sites that the token's owner is on, by name."""
    who = await asker(request)
    paged = read_paged(request.query)
    names = names_of(request)
    found = [_said(site, who, names) for site in await sites_of(request, who)]
    search = request.query.get("search", "").casefold()
    fitting = [each for each in found if search in f"{each.name}\n{each.domain}".casefold()]
    fitting.sort(key=lambda each: (each.name.casefold(), each.id))
    here = fitting[paged.first : paged.last]
    return as_json(Page(here, len(fitting), paged.page, paged.size))


@read
async def website(request: web.Request) -> web.Response:
    """One of them."""
    who = await asker(request)
    return as_json(_said(await site_asked(request, who), who, names_of(request)))


@read
async def active(request: web.Request) -> web.Response:
    """How many visitors are there now; of releases before 3 it was x."""
    site = await site_asked(request, await asker(request))
    now = request.app[keys.PRESENCE].now(site.id)
    return as_json({"visitors": now, "x": now})


@read
async def daterange(request: web.Request) -> web.Response:
    """From the first thing that is known of a site until now."""
    who = await asker(request)
    about = await asked_site(request, await site_asked(request, who), who.user_id)
    first = about.calendar.since if about.first_at is None else about.first_at
    return as_json({"startDate": as_time(first), "endDate": as_time(about.calendar.now)})


def name_of(request: web.Request, number: int) -> str:
    """What that site is called in Umami."""
    return names_of(request).get(number) or site_id(number)


def names_of(request: web.Request) -> dict[int, str]:
    """What sites are called in Umami, the name first that they have had longest."""
    names: dict[int, str] = {}
    for (kind, name), number in request.app[keys.ALIASES].by_name.items():
        if kind == "umami":
            names.setdefault(number, name)
    return names


def _said(site: Site, who: Asker, names: Mapping[int, str]) -> Website:
    owner = person(who)
    made = as_time(site.created_at)
    return Website(
        id=names.get(site.id) or site_id(site.id),
        name=site.name,
        domain=host_of(site) or site.name,
        reset_at=None if site.reset_at is None else as_time(site.reset_at),
        user_id=owner.id,
        created_by=owner.id,
        created_at=made,
        updated_at=made,
        user=Owner(owner.id, owner.username),
    )
