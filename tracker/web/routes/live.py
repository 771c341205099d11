"""What happens now, and what happened then."""

from __future__ import annotations

from aiohttp import web

from tracker.web.live import page, past_rows
from tracker.web.routes.places import SITE
from tracker.web.sites import live_asked

ROUTES: list[web.AbstractRouteDef] = [
    web.get(SITE + "/live", page.live_page, name="live"),
    web.get(SITE + "/live/socket", page.live_socket, name="live_socket"),
    web.get(SITE + "/live/events", live_asked.site_asked, name="live_asked"),
    web.get(SITE + "/live/past", past_rows.past_rows, name="past_rows"),
    web.get(SITE + "/live/day", past_rows.past_day, name="past_day"),
    web.get(SITE + "/events", page.older_events, name="older_events"),
]
