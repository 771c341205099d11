"""A site's live stream as Server-Sent Events, and where any reader of it begins."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from aiohttp import web

from tracker.domain.filters import read_filter
from tracker.services.live.follow import Follower
from tracker.services.live.frames import Frame, Sink
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.live.streams import send_pieces
from tracker.web.words.i18n import _

SEND_WITHIN = 2.0  # seconds; who reads slower is cut off and may come back with its cursor
PING_AFTER = 15.0  # seconds of silence on an event stream, so that proxies keep it open


def frames_of(request: web.Request, site: Site, sink: Sink | None = None) -> AsyncGenerator[Frame]:
    """What this reader wants of the site, from where it stopped. Raises 400 for what is no cursor;
    so it is to be called before anything is sent."""
    cursor = request.headers.get("Last-Event-ID") or request.query.get("cursor", "")
    wanted = read_filter(request.query)
    return follower_of(request.app, site).frames(read_cursor(cursor), wanted, sink)


def follower_of(app: web.Application, site: Site) -> Follower:
    """Somebody who follows the site from now on."""
    return Follower(app[keys.LOG], app[keys.LIVE], app[keys.PRESENCE], app[keys.REFUSED], site)


def read_cursor(text: str) -> int | None:
    """Where a reader stopped; None for one that is new. Raises 400 for what is no cursor."""
    if text and not (text.isascii() and text.isdigit() and len(text) < 19):
        said = _("The cursor is the number of the last message that you have.")
        raise web.HTTPBadRequest(text=said)
    return int(text) if text else None


async def send_events(
    request: web.Request, frames: AsyncGenerator[Frame], ended: asyncio.Event
) -> web.StreamResponse:
    """Send frames until they end, `ended` is set, or nobody reads."""
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
    )
    async with aclosing(frames):
        await send_pieces(request, response, _with_pings(frames, ended), SEND_WITHIN)
    return response


async def _with_pings(frames: AsyncGenerator[Frame], ended: asyncio.Event) -> AsyncGenerator[bytes]:
    """The frames as events, and a comment in every longer silence."""
    over = asyncio.create_task(ended.wait())
    following = asyncio.create_task(_next(frames))
    try:
        while True:
            await asyncio.wait(
                (over, following), timeout=PING_AFTER, return_when=asyncio.FIRST_COMPLETED
            )
            if over.done():
                return
            if not following.done():
                yield b": ping\n\n"
            elif frame := following.result():
                yield _event(frame)
                following = asyncio.create_task(_next(frames))
            else:
                return
    finally:
        over.cancel()
        following.cancel()
        await asyncio.wait((over, following))


async def _next(frames: AsyncGenerator[Frame]) -> Frame | None:
    return await anext(frames, None)


def _event(frame: Frame) -> bytes:
    identity = b"id: %d\n" % frame.cursor if frame.cursor else b""
    return identity + b"data: " + frame.data + b"\n\n"
