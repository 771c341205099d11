"""One session, which here is a visit: what is known of it, and what was done."""

from __future__ import annotations

import msgspec
from aiohttp import web

from tracker.domain.hits import PAGEVIEW
from tracker.domain.referrers import bare, referring_host
from tracker.domain.reports.visits import ToldVisit, VisitedRow, VisitRow
from tracker.domain.umami_api.event_data import data_of
from tracker.domain.umami_api.numbered import numbered, uuid_of
from tracker.domain.umami_api.spans import read_asked
from tracker.services.lists.lists import Lists
from tracker.storage.sites.sites import Site
from tracker.web.api.said import as_json
from tracker.web.umami_api.answers import as_time, read
from tracker.web.umami_api.askers import Asker, asker, site_asked
from tracker.web.umami_api.asking import listed
from tracker.web.umami_api.sessions import said
from tracker.web.umami_api.websites import name_of

MOST = 500  # rows, as there


class Act(msgspec.Struct, rename="camel"):
    """A line of what was done; `event_type`: 1 a pageview, 2 another event."""

    created_at: str
    event_id: str
    event_name: str | None
    event_type: int
    has_data: bool
    hostname: str | None
    referrer_domain: str | None
    url_path: str
    url_query: str
    visit_id: str


@read
async def session(request: web.Request) -> web.Response:
    """404 where the site has no such visit, or not any more."""
    site, told = await _asked(request, 1)
    found = said(told.visit, name_of(request, site.id), request)
    more = {
        "totaltime": round(told.visit.duration / 1000),
        "canDelete": False,
        "stitchedSessionCount": 1,
    }
    return as_json(msgspec.to_builtins(found) | more)


@read
async def activity(request: web.Request) -> web.Response:
    """What was done on it in that time, the newest first."""
    _site, told = await _asked(request, MOST)
    at = read_asked(request.query.get("startAt"), request.query.get("endAt"))
    first = told.rows[:1] if len(told.rows) == told.visit.events else []
    rows = [row for row in reversed(told.rows) if at.start <= row.at < at.until]
    return as_json([_act(row, told.visit if row in first else None) for row in rows])


@read
async def properties(request: web.Request) -> web.Response:
    """Nothing is kept of whom a page says that somebody is."""
    await _asked(request, 1)
    return as_json([])


async def _asked(request: web.Request, rows: int) -> tuple[Site, ToldVisit]:
    """The site and the visit of the path, with the last `rows` of its rows."""
    who = await asker(request)
    site = await site_asked(request, who)
    found = numbered(request.match_info["session"])
    told = await told_visit(request, who, site, found.visit, rows) if found else None
    if told is None:
        raise web.HTTPNotFound
    return site, told


async def told_visit(
    request: web.Request, who: Asker, site: Site, visit: int, rows: int
) -> ToldVisit | None:
    """None where the site has none of that number. Raises TooManyQuestions and Unavailable."""

    async def ask(lists: Lists) -> ToldVisit | None:
        return await lists.told_visit(site.id, site.time_zone, visit, rows)

    return await listed(request, who, ask)


def _act(row: VisitedRow, came: VisitRow | None) -> Act:
    """`came`: the visit that began with it."""
    path, _, query = row.path.partition("?")
    is_page = row.name == PAGEVIEW
    return Act(
        created_at=as_time(row.at),
        event_id=uuid_of(row.visit, row.cursor),
        event_name=None if is_page else row.name,
        event_type=1 if is_page else 2,
        has_data=bool(data_of(row.properties)),
        hostname=row.host or None,
        referrer_domain=(bare(referring_host(came.referrer)) or None) if came else None,
        url_path=path,
        url_query=query,
        visit_id=uuid_of(row.visit),
    )
