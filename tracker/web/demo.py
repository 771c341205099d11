"""The live feed of one site for everybody, on the first page; where the operator has chosen one."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from aiohttp import web

from tracker.domain.filters import EVERYTHING
from tracker.services.follow import BACKLOG
from tracker.services.live import Frame
from tracker.storage.sites import Site
from tracker.web import keys
from tracker.web.event_stream import follower_of, read_cursor
from tracker.web.live import forward, sink_of
from tracker.web.sockets import converse, only_for_our_pages, open_socket

PATH = "/demo/live"
EVERYBODY = 0  # no user's number: together they may open as many views as one user


def demo_site(app: web.Application) -> Site | None:
    """The site whose visits everybody may watch; None for none, or when it was deleted."""
    return app[keys.SITES].by_id.get(app[keys.CONFIG].demo_site)


async def demo_socket(request: web.Request) -> web.WebSocketResponse:
    """The stream of the site's own live page. Nobody is asked who they are."""
    await only_for_our_pages(request)
    site = demo_site(request.app)
    if site is None:
        raise web.HTTPNotFound
    frames = _frames(request, site, read_cursor(request.query.get("cursor", "")))
    with request.app[keys.STREAMS].one_more(EVERYBODY):
        socket = await open_socket(request)
        await converse(request, socket, forward(request, socket, site, frames))
    return socket


async def _frames(request: web.Request, site: Site, cursor: int | None) -> AsyncGenerator[Frame]:
    """As a member's view, but never from before what a new one begins with, whatever cursor is
    sent; and nobody has the older events searched by a filter. The log's past is its members'."""
    log = request.app[keys.LOG]
    oldest = await log.oldest_of(site.id, log.head + 1, BACKLOG)
    begin = max(cursor or 0, log.head if oldest is None else oldest - 1)
    frames = follower_of(request.app, site).frames(begin, EVERYTHING, sink_of(request))
    async with aclosing(frames):
        async for frame in frames:
            yield frame
