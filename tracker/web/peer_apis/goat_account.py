"""GoatCounter's API: whose token it is, which sites and which paths there are."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from tracker.domain.peer_apis.goat_asked import MOST_PATHS, USUAL_LIMIT, read_number
from tracker.domain.peer_apis.goat_counts import Path, titles_of
from tracker.domain.periods.periods import Period, span_of
from tracker.domain.queries.time_labels import iso
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.peer_apis.goat_asking import CHALLENGE, GOAT, Goat, goat_of, goat_reader
from tracker.web.peer_apis.path_numbers import all_numbers
from tracker.web.peer_apis.shaped import shaped

READS = 8 | 32  # of their permissions
MOST = 10_000  # paths of each kind, the most visited ones
HIGHEST = 10**18


@shaped(GOAT)
async def me(request: web.Request) -> web.Response:
    """Whose token it is; a site's is nobody's."""
    reader = await goat_reader(request)
    user, sites = reader.user, [site.id for site in reader.sites]
    said: dict[str, Any] = {
        "id": user.id if user else 0,
        "site": sites[0] if sites else 0,
        "email": user.email if user else "",
        "email_verified": bool(user and user.email),
        "access": {"all": "r"},
        "settings": {"timezone": user.time_zone if user else ""},
    }
    token = {"name": reader.name, "permissions": READS, "sites": sites}
    return web.json_response({"user": said, "token": token})


@shaped(GOAT)
async def site_list(request: web.Request) -> web.Response:
    """Those that the token reads."""
    reader = await goat_reader(request)
    return web.json_response({"sites": [_site(request, each) for each in reader.sites]})


@shaped(GOAT)
async def one_site(request: web.Request) -> web.Response:
    """401 for one that it does not read, whether there is one or not."""
    reader, number = await goat_reader(request), int(request.match_info["number"])
    found = next((site for site in reader.sites if site.id == number), None)
    if found is None:
        raise web.HTTPUnauthorized(headers={"WWW-Authenticate": CHALLENGE})
    return web.json_response(_site(request, found))


@shaped(GOAT)
async def path_list(request: web.Request) -> web.Response:
    """All there have been, by number; `after` is the last one of the page before."""
    goat, texts = await goat_of(request), request.app[keys.ENGINE].lists
    limit = max(1, read_number(goat.asked, "limit", USUAL_LIMIT, MOST_PATHS))
    after = read_number(goat.asked, "after", 0, HIGHEST)
    ever = goat.during(span_of(Period("all"), goat.about.calendar))
    every = [path for _, path in await ever.counts(most=MOST)]
    numbers = await all_numbers(texts, every)
    rest = sorted((number, path) for path, number in numbers.items() if number > after)
    page = rest[:limit]
    titles = await _titles(ever, [path for _, path in page])
    paths = [
        {"id": number, "path": path.path, "title": titles.get(path, ""), "event": path.event}
        for number, path in page
    ]
    return web.json_response({"paths": paths, "more": len(rest) > limit})


async def _titles(goat: Goat, paths: list[Path]) -> dict[Path, str]:
    pages = [path for path in paths if not path.event]
    if not pages:
        return {}
    found: dict[Path, str] = {}
    for row in (await goat.answer(titles_of(goat.only(pages).counted))).rows:
        found.setdefault(Path(str(row.dimensions[0])), str(row.dimensions[1]))
    return found


def _site(request: web.Request, site: Site) -> dict[str, Any]:
    """Three t in settings: that is how it is spelled there."""
    names = request.app[keys.ALIASES].names(site.id, "goatcounter")
    made = iso(site.created_at, ZoneInfo("UTC"))
    return {
        "id": site.id,
        "parent": None,
        "cname": None,
        "code": names[0] if names else site.key,
        "link_domain": site.name,
        "setttings": {"public": "private", "allow_counter": False},
        "user_defaults": {"timezone": site.time_zone},
        "received_data": True,
        "state": "a",
        "created_at": made,
        "updated_at": None,
        "first_hit_at": made,
    }
