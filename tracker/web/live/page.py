"""The live stream of the page, over a WebSocket; web/api/api.py has it for programs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress

import msgspec
from aiohttp import WSCloseCode, WSMsgType, web

from tracker.domain.filters import read_filter
from tracker.services.live.frames import Frame, Sink
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.sites.sites import Site, member_site
from tracker.web import keys
from tracker.web.asking.handler_marks import shows_no_secret
from tracker.web.asking.sessions import signed_in_login, still_signed_in
from tracker.web.asking.site_access import site_for
from tracker.web.live.event_stream import SEND_WITHIN, cursor_of, frames_of
from tracker.web.live.first_frame import first_frame
from tracker.web.live.past_page import look_back, moment_in
from tracker.web.live.sockets import MOST_BUFFERED, converse, only_for_our_pages, open_socket
from tracker.web.live.streams import cut_off
from tracker.web.pages.attribution import attribution
from tracker.web.pages.headers import with_wake_lock
from tracker.web.pages.last_view import note_navigation
from tracker.web.pages.lists import number_in
from tracker.web.pages.pages import render

LOOK_AGAIN = 300.0  # seconds between two looks at a socket's session
MOST_OLDER = 200  # events in one answer


@shows_no_secret
async def live_page(request: web.Request) -> web.Response:
    """The page with its first rows; what happens from then on comes over the socket. Of a moment of
    the past it is played."""
    site = await site_for(request, "viewer")
    past = await moment_in(request, site)
    await note_navigation(request, "live")
    page = await render(
        request,
        "live/page.html",
        site=site,
        attribution=attribution(request),
        first=None if past else await first_frame(request, site),
        past=past,
        look_back=look_back(request, site, past.at if past else None),
        screen="screen" in request.query,
    )
    return with_wake_lock(page)


async def live_socket(request: web.Request) -> web.WebSocketResponse:
    """Checked before the upgrade: from which origin, whose site, and how many there are."""
    await only_for_our_pages(request)
    site, login = await site_for(request, "viewer"), await signed_in_login(request)
    frames = frames_of(request, site, sink_of(request))
    with (
        request.app[keys.STREAMS].one_more(login.user.id),
        request.app[keys.SESSION_ENDS].watch(login.id) as ended,
        request.app[keys.TEAMS].watch(site.id, login.user.id, ended),
    ):
        socket = await open_socket(request)
        forwarding = forward(request, socket, site, frames)
        await converse(request, socket, forwarding, _close_after(request, ended, socket))
    return socket


def sink_of(request: web.Request) -> Sink:
    """Writes a frame to the socket at once, unless what was written before still waits there."""

    def take(frame: Frame) -> bool:
        transport = request.transport
        if transport is None or transport.is_closing():
            return False
        if transport.get_write_buffer_size() > MOST_BUFFERED:
            return False
        transport.writelines((frame.head, frame.data))
        return True

    return take


async def _close_after(
    request: web.Request, ended: asyncio.Event, socket: web.WebSocketResponse
) -> None:
    """At once when the session or the membership is ended, and at the next look when the session
    has run out."""
    while not ended.is_set() and await still_signed_in(request) and await _still_member(request):
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_AGAIN):
                await ended.wait()
    reason = b"the session has ended" if await _still_member(request) else b"no longer a member"
    await socket.close(code=WSCloseCode.POLICY_VIOLATION, message=reason)


async def _still_member(request: web.Request) -> bool:
    """Looked at once more after the watch began: a removal may have come in between."""
    login, site_id = await signed_in_login(request), int(request.match_info["site_id"])
    try:
        return await member_site(request.app[keys.KEPT], login.user.id, site_id) is not None
    except RefusesForNow:
        return True  # a busy database says nothing about a membership


@shows_no_secret
async def older_events(request: web.Request) -> web.Response:
    """The newest events before a cursor that pass the filter, for a feed that is scrolled down."""
    site = await site_for(request, "viewer")
    log = request.app[keys.LOG]
    before = cursor_of(request.app, request.query.get("before", "")) or log.head_of(site.id) + 1
    limit = min(number_in(request, "limit") or MOST_OLDER, MOST_OLDER)
    found = await log.earlier(site.id, before, limit, read_filter(request.query))
    return web.Response(body=msgspec.json.encode(found), content_type="application/json")


async def forward(
    request: web.Request, socket: web.WebSocketResponse, site: Site, frames: AsyncGenerator[Frame]
) -> None:
    """Send the frames until they end or nobody reads, and say why there are no more."""
    try:
        async with aclosing(frames):
            async for frame in frames:
                async with asyncio.timeout(SEND_WITHIN):
                    await socket.send_frame(frame.data, WSMsgType.TEXT)
        if site.id in request.app[keys.SITES].by_id:
            await socket.close(code=WSCloseCode.GOING_AWAY, message=b"the server stops")
        else:
            await socket.close(code=WSCloseCode.POLICY_VIOLATION, message=b"the site was deleted")
    except (TimeoutError, ConnectionError):
        cut_off(request)
