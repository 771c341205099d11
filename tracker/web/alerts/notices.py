"""What a live page asks for again and again, where its reader wants notices of the browser."""

from __future__ import annotations

from contextlib import suppress

from aiohttp import web

from tracker.web import keys
from tracker.web.alerts.words import text_of, title_of
from tracker.web.asking.handler_marks import by_itself, shows_no_secret
from tracker.web.asking.site_access import site_for


@by_itself
@shows_no_secret
async def alert_notices(request: web.Request) -> web.Response:
    """The newest alerts behind the one that `after` names; without it none, but where they end."""
    site = await site_for(request, "viewer")
    last, found = request.app[keys.ALERTS].since(site.id, _after(request))
    messages = [
        {"id": str(number), "title": title_of(facts, site.name), "text": text_of(facts)}
        for number, facts in found
    ]
    return web.json_response({"last": last, "messages": messages})


def _after(request: web.Request) -> int | None:
    with suppress(ValueError):
        return int(request.query.get("after", "")[:18])
    return None
