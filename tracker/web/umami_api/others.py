"""A sign of life, and what is not answered."""

from __future__ import annotations

from aiohttp import web

from tracker.web.api.said import as_json
from tracker.web.asking.handler_marks import only_asks
from tracker.web.umami_api.answers import read
from tracker.web.umami_api.askers import asker, site_asked
from tracker.web.words.i18n import _


@only_asks
@read
async def heartbeat(_request: web.Request) -> web.Response:
    """That the server is there: anybody may ask."""
    return as_json({"ok": True})


@read
async def unanswered(request: web.Request) -> web.Response:
    """Whatever else their API has of a site."""
    await site_asked(request, await asker(request))
    said = _("Tracker does not answer this call. docs/switching.md lists those that it does.")
    raise web.HTTPBadRequest(text=said)
