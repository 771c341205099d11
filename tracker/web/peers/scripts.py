"""Where other products' scripts are looked for: ours, which understands their attributes."""

from __future__ import annotations

from aiohttp import web

from tracker.web import keys
from tracker.web.asking.handler_marks import open_to_all
from tracker.web.beacon.answers import CORS

HEADERS = CORS | {
    "Content-Type": "text/javascript; charset=utf-8",
    "Cache-Control": "public, max-age=3600",
}


@open_to_all
async def script(request: web.Request) -> web.StreamResponse:
    """The same under each of their names."""
    return request.app[keys.STATIC_FILES].answer(request, "drop_in.js", HEADERS)


@open_to_all
async def compiled(request: web.Request) -> web.StreamResponse:
    """The same where its name is the site's, as Plausible has it since 2025."""
    if request.app[keys.ALIASES].named("plausible", request.match_info["script"]) is None:
        return web.Response(status=404, text="Not found", headers=CORS)
    return await script(request)
