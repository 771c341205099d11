"""What changes something is done whole, also for a client that leaves meanwhile."""

from __future__ import annotations

from aiohttp import web
from aiohttp.typedefs import Handler

from tracker.web import keys
from tracker.web.asking.cross_site import SAFE
from tracker.web.asking.handler_marks import is_only_asking


@web.middleware
async def finish_changes(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Outermost of those that pages meet. A connection that is lost cancels its handler wherever
    that stands, as is right for a page or a stream that nobody reads any more."""
    if request.method in SAFE or is_only_asking(request):
        return await handler(request)
    return await request.app[keys.FINISHING].whole(_handled(request, handler))


async def _handled(request: web.Request, handler: Handler) -> web.StreamResponse:
    return await handler(request)
