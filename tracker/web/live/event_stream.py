"""A site's live stream as Server-Sent Events, and where any reader of it begins."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from aiohttp import web

from tracker.domain.filters import read_filter
from tracker.domain.resume_points import ResumePoint, read_resume_point
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
    point = request.headers.get("Last-Event-ID") or request.query.get("cursor", "")
    cursor, wanted = cursor_of(request.app, point), read_filter(request.query)
    return follower_of(request.app, site).frames(cursor, wanted, sink)


def follower_of(app: web.Application, site: Site) -> Follower:
    """Somebody who follows the site from now on."""
    told = (app[keys.LOG], app[keys.LIVE], app[keys.PRESENCE], app[keys.REFUSED])
    return Follower(*told, site, app[keys.GOALS])


def cursor_of(app: web.Application, point: str) -> int | None:
    """Where a reader stopped; None for one that is new, and for one that has read another log.
    Raises 400 for what is no resume point."""
    if not point:
        return None
    try:
        return read_resume_point(point).cursor_in(app[keys.LOG].id)
    except ValueError:
        said = _("The cursor is the id of the last event that you have, or that message's number.")
        raise web.HTTPBadRequest(text=said) from None


async def send_events(
    request: web.Request, frames: AsyncGenerator[Frame], ended: asyncio.Event
) -> web.StreamResponse:
    """Send frames until they end, `ended` is set, or nobody reads."""
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
    )
    async with aclosing(frames):
        pieces = _with_pings(frames, ended, request.app[keys.LOG].id)
        await send_pieces(request, response, pieces, SEND_WITHIN)
    return response


async def _with_pings(
    frames: AsyncGenerator[Frame], ended: asyncio.Event, log: str
) -> AsyncGenerator[bytes]:
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
                yield _event(frame, log)
                following = asyncio.create_task(_next(frames))
            else:
                return
    finally:
        over.cancel()
        following.cancel()
        await asyncio.wait((over, following))


async def _next(frames: AsyncGenerator[Frame]) -> Frame | None:
    return await anext(frames, None)


def _event(frame: Frame, log: str) -> bytes:
    identity = f"id: {ResumePoint(log, frame.cursor)}\n".encode() if frame.cursor else b""
    return identity + b"data: " + frame.data + b"\n\n"
