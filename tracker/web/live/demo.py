"""The live feed of one site for everybody, on the first page; where the operator has chosen one."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from aiohttp import web

from tracker.domain.filters import EVERYTHING
from tracker.services.live.follow import BACKLOG
from tracker.services.live.frames import Frame
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.live.event_stream import cursor_of, follower_of
from tracker.web.live.page import forward, sink_of
from tracker.web.live.sockets import converse, only_for_our_pages, open_socket

PATH, ASKED = "/demo/live", "/demo/live/events"
EVERYBODY = 0  # no user's number: together they may open as many views as one user


def demo_site(app: web.Application) -> Site | None:
    """The site whose visits everybody may watch; None for none, or when it was deleted."""
    return app[keys.SITES].by_id.get(app[keys.CONFIG].demo_site)


async def demo_socket(request: web.Request) -> web.WebSocketResponse:
    """The stream of the site's own live page. Nobody is asked who they are."""
    await only_for_our_pages(request)
    site, cursor = demo_asked_for(request)
    frames = _frames(request, site, cursor)
    with request.app[keys.STREAMS].one_more(EVERYBODY):
        socket = await open_socket(request)
        await converse(request, socket, forward(request, socket, site, frames))
    return socket


def demo_asked_for(request: web.Request) -> tuple[Site, int]:
    """The site, and where its reader stopped; raises 404 where there is none."""
    site = demo_site(request.app)
    if site is None:
        raise web.HTTPNotFound
    return site, cursor_of(request.app, request.query.get("cursor", "")) or 0


async def public_from(app: web.Application, site: Site, cursor: int) -> int:
    """The cursor from which on strangers see the site: never from before what a new view begins
    with, whatever they send; and nobody has the older events searched by a filter. The log's past
    is its members'."""
    log = app[keys.LOG]
    oldest = await log.oldest_of(site.id, log.head + 1, BACKLOG)
    return max(cursor, log.head if oldest is None else oldest - 1)


async def _frames(request: web.Request, site: Site, cursor: int) -> AsyncGenerator[Frame]:
    begin = await public_from(request.app, site, cursor)
    frames = follower_of(request.app, site).frames(begin, EVERYTHING, sink_of(request))
    async with aclosing(frames):
        async for frame in frames:
            yield frame
