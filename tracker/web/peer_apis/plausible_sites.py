"""What programs read of Plausible's Sites API: which sites there are, and their goals."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tracker.domain.queries.query import LONGEST_NAME
from tracker.domain.queries.sent import BadQuery, Sent
from tracker.domain.reports.goals import Goal
from tracker.storage.sites.goals import goals_of
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.peer_apis.access import Reader, reader_of, site_called
from tracker.web.peer_apis.shaped import shaped
from tracker.web.peers.plausible import CORS
from tracker.web.words.i18n import _

MOST = 100


@shaped(CORS)
async def site_list(request: web.Request) -> web.Response:
    """Those that the token reads; `after` is the last one of the page before."""
    sites = (await reader_of(request)).sites
    limit = _number(request, "limit", MOST, MOST) or MOST
    after = _number(request, "after", 0, 2**53)
    rest = [site for site in sites if site.id > after]
    page = rest[:limit]
    more = page[-1].id if len(rest) > limit else None
    meta = {"after": more, "before": None, "limit": limit}
    return web.json_response({"sites": [_said(request, each) for each in page], "meta": meta})


@shaped(CORS)
async def one_site(request: web.Request) -> web.Response:
    """Its name and its time zone."""
    site = site_of(request, await reader_of(request), request.match_info["name"])
    return web.json_response(_said(request, site) | {"custom_properties": []})


@shaped(CORS)
async def goal_list(request: web.Request) -> web.Response:
    """What `event:goal` may name."""
    site = site_of(request, await reader_of(request), request.query.get("site_id"))
    goals = await goals_of(request.app[keys.KEPT], site.id)
    meta = {"after": None, "before": None, "limit": len(goals)}
    return web.json_response({"goals": [_goal(each) for each in goals], "meta": meta})


def site_of(request: web.Request, reader: Reader, name: str | None) -> Site:
    """401 for one that is not known, as for a wrong token: so it is there."""
    if not name:
        raise BadQuery("site_id is missing.")
    site = site_called(request, reader, "plausible", Sent(name, "site_id").text(LONGEST_NAME))
    if site is None:
        said = _("This token reads no site of that name. A site is named by its name or an alias.")
        raise web.HTTPUnauthorized(text=said, headers={"WWW-Authenticate": "Bearer"})
    return site


def _said(request: web.Request, site: Site) -> dict[str, str]:
    """`domain`: what calls name it by, so that no two are named alike."""
    return {"domain": domain_of(request, site), "timezone": site.time_zone}


def domain_of(request: web.Request, site: Site) -> str:
    """Its name among Plausible's, else its own."""
    names = request.app[keys.ALIASES].names(site.id, "plausible")
    return names[0] if names else site.name


def _goal(goal: Goal) -> dict[str, Any]:
    is_event = goal.kind == "event"
    return {
        "id": str(goal.id),
        "display_name": goal.name,
        "goal_type": "event" if is_event else "page",
        "event_name": goal.of if is_event else None,
        "page_path": None if is_event else goal.of,
    }


def _number(request: web.Request, name: str, usual: int, most: int) -> int:
    said = request.query.get(name) or str(usual)
    plain = said.isascii() and said.isdecimal() and len(said) < 17
    return Sent(int(said) if plain else said, name).number(0, most)
