"""What events carry: properties, which Umami calls event data."""

from __future__ import annotations

from typing import Any

import msgspec
from aiohttp import web

from tracker.domain.umami_api.event_data import data_of
from tracker.domain.umami_api.filters import NO_PAGEVIEW
from tracker.domain.umami_api.numbered import Numbered, numbered, uuid_of
from tracker.web.api.said import as_json
from tracker.web.umami_api.answers import as_time, read
from tracker.web.umami_api.askers import asker, site_asked
from tracker.web.umami_api.asking import about
from tracker.web.umami_api.events import page_of_events
from tracker.web.umami_api.paging import Page, reached
from tracker.web.umami_api.session import told_visit
from tracker.web.umami_api.websites import name_of

MOST_ROWS = 10_000  # of a visit, among which one is looked for


@read
async def event_data(request: web.Request) -> web.Response:
    """Events that are no pageviews with what they carry, the newest first."""
    asked, paged = await about(request), reached(request.query)
    website = name_of(request, asked.site.id)
    rows, count = await page_of_events(asked, paged, [NO_PAGEVIEW])
    data = [
        {
            "websiteId": website,
            "eventId": uuid_of(row.visit, row.cursor),
            "eventName": row.name,
            "eventProperties": _carried(row.properties, row.at),
        }
        for row in rows
    ]
    return as_json(Page(data, count, paged.page, paged.size))


@read
async def data_of_event(request: web.Request) -> web.Response:
    """What one event carries; 404 where the site has none that is called so."""
    who = await asker(request)
    site = await site_asked(request, who)
    named = request.match_info["event"]
    found = numbered(named) or Numbered(0, 0)
    told = await told_visit(request, who, site, found.visit, MOST_ROWS)
    rows = [row for row in told.rows if row.cursor == found.cursor] if told else []
    if not rows:
        raise web.HTTPNotFound
    whose = {"websiteId": name_of(request, site.id), "websiteEventId": named}
    carried = _carried(rows[0].properties, rows[0].at)
    return as_json([{"id": named, **whose, **each} for each in carried])


def _carried(properties: str, at: int) -> list[dict[str, Any]]:
    made = {"createdAt": as_time(at)}
    return [msgspec.to_builtins(each) | made for each in data_of(properties)]
