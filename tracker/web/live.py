"""The live stream: over a WebSocket for the page, over Server-Sent Events for programs."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

from aiohttp import WSCloseCode, WSMsgType, web

from tracker.domain.filters import read_filter
from tracker.services.follow import Follower
from tracker.services.live import Frame, frame_of
from tracker.storage.sites import Site
from tracker.web import keys
from tracker.web.attribution import attribution
from tracker.web.cross_site import same_origin
from tracker.web.pages import render
from tracker.web.sessions import signed_in_login
from tracker.web.sites import owned_site
from tracker.web.streams import cut_off
from tracker.web.tokens import token_site

SEND_WITHIN = 2.0  # seconds; who reads slower is cut off and may come back with its cursor
HEARTBEAT = 20.0
MOST_MESSAGES, MESSAGES_WITHIN = 10, 10.0  # that a socket may send, in seconds
PING_AFTER = 15.0  # seconds of silence on an event stream, so that proxies keep it open


async def live_page(request: web.Request) -> web.Response:
    """The page around the feed; everything in it comes over the socket."""
    site = await owned_site(request)
    return await render(request, "live/page.html", site=site, attribution=attribution(request))


async def live_socket(request: web.Request) -> web.WebSocketResponse:
    """Checked before the upgrade: whose site, from which origin, and how many there are."""
    site, login = await owned_site(request), await signed_in_login(request)
    if not same_origin(request):
        raise web.HTTPForbidden(text="This socket may only be opened by pages of this server.")
    with (
        request.app[keys.STREAMS].one_more(login.user.id),
        request.app[keys.SESSION_ENDS].watch(login.id) as ended,
    ):
        socket = web.WebSocketResponse(
            heartbeat=HEARTBEAT, timeout=2, max_msg_size=4096, compress=False, writer_limit=2**16
        )
        await socket.prepare(request)
        await _converse(request, socket, site, ended)
    return socket


async def _converse(
    request: web.Request, socket: web.WebSocketResponse, site: Site, ended: asyncio.Event
) -> None:
    tasks = [
        asyncio.create_task(_forward(request, socket, _frames(request, site))),
        asyncio.create_task(_close_after(ended, socket)),
    ]
    request.app[keys.SOCKETS].add(socket)
    try:
        await _listen(socket)
    finally:
        request.app[keys.SOCKETS].discard(socket)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _listen(socket: web.WebSocketResponse) -> None:
    """A view has nothing to say; what it says is read so that its end is noticed."""
    now = asyncio.get_running_loop().time
    heard: deque[float] = deque(maxlen=MOST_MESSAGES)
    async for message in socket:
        if message.type is WSMsgType.BINARY:
            await socket.close(code=WSCloseCode.UNSUPPORTED_DATA)
        if message.type is not WSMsgType.TEXT:
            return
        if len(heard) == MOST_MESSAGES and now() - heard[0] < MESSAGES_WITHIN:
            await socket.close(code=WSCloseCode.POLICY_VIOLATION, message=b"too many messages")
            return
        heard.append(now())


async def _close_after(ended: asyncio.Event, socket: web.WebSocketResponse) -> None:
    await ended.wait()
    await socket.close(code=WSCloseCode.POLICY_VIOLATION, message=b"the session has ended")


async def live_events(request: web.Request) -> web.StreamResponse:
    """The same frames as Server-Sent Events; `Last-Event-ID` resumes. Authorised by site token."""
    site = await token_site(request)
    with request.app[keys.STREAMS].one_more(site.owner_id):
        frames = _frames(request, site)
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
        )
        await response.prepare(request)
        try:
            async with aclosing(frames):
                async for data in _with_pings(frames):
                    async with asyncio.timeout(SEND_WITHIN):
                        await response.write(data)
        except (ConnectionError, TimeoutError):
            cut_off(request)
    return response


async def _with_pings(frames: AsyncGenerator[Frame]) -> AsyncIterator[bytes]:
    """The frames as events, and a comment in every longer silence."""
    following: asyncio.Task[Frame | None] | None = None
    try:
        while True:
            following = following or asyncio.create_task(_next(frames))
            done, _ = await asyncio.wait((following,), timeout=PING_AFTER)
            if not done:
                yield b": ping\n\n"
            elif frame := following.result():
                following = None
                yield _event(frame)
            else:
                return
    finally:
        if following:
            following.cancel()
            await asyncio.wait((following,))


async def _next(frames: AsyncGenerator[Frame]) -> Frame | None:
    return await anext(frames, None)


async def older_events(request: web.Request) -> web.Response:
    """The events before a cursor, oldest first, for a feed that is scrolled down."""
    site = await owned_site(request)
    before = read_cursor(request.query.get("before", "")) or 0
    events = await request.app[keys.LOG].last_events(site.id, before, 200)
    return web.Response(
        body=b'{"messages":' + frame_of(events) + b"}",
        content_type="application/json",
    )


async def _forward(
    request: web.Request, socket: web.WebSocketResponse, frames: AsyncGenerator[Frame]
) -> None:
    try:
        async with aclosing(frames):
            async for frame in frames:
                async with asyncio.timeout(SEND_WITHIN):
                    await socket.send_frame(frame.data, WSMsgType.TEXT)
        await socket.close(code=WSCloseCode.GOING_AWAY, message=b"the server stops")
    except (TimeoutError, ConnectionError):
        cut_off(request)


def _event(frame: Frame) -> bytes:
    identity = b"id: %d\n" % frame.cursor if frame.cursor else b""
    return identity + b"data: " + frame.data + b"\n\n"


def _frames(request: web.Request, site: Site) -> AsyncGenerator[Frame]:
    app = request.app
    follower = Follower(app[keys.LOG], app[keys.LIVE], app[keys.PRESENCE], app[keys.REFUSED], site)
    cursor = request.headers.get("Last-Event-ID") or request.query.get("cursor", "")
    return follower.frames(read_cursor(cursor), read_filter(request.query))


def read_cursor(text: str) -> int | None:
    """Where a reader stopped; None for one that is new. Raises 400 for what is no cursor."""
    if text and not (text.isascii() and text.isdigit() and len(text) < 19):
        raise web.HTTPBadRequest(text="cursor must be the number of the last message you have.")
    return int(text) if text else None
