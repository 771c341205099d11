"""A shared link's live view: what happens on the site, as far as strangers are told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from functools import partial

import msgspec
from aiohttp import WSCloseCode, web

from tracker.domain.reports.shared_links import SharedLink
from tracker.domain.resume_points import ResumePoint, read_resume_point
from tracker.domain.strangers_view import FEED, PLACES
from tracker.services.live.frames import Frame
from tracker.services.live.shared_feeds import SharedFeed
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.asking.client import rate_key_of
from tracker.web.asking.handler_marks import by_itself
from tracker.web.live.first_frame import frame_of
from tracker.web.live.page import forward, sink_of
from tracker.web.live.sockets import converse, only_for_our_pages, open_socket
from tracker.web.pages.attribution import attribution
from tracker.web.pages.headers import with_wake_lock
from tracker.web.pages.pages import draw, url
from tracker.web.sharing.frame import for_strangers, leads_nowhere, link_of, opened
from tracker.web.sharing.passes import has_pass
from tracker.web.words.i18n import _, reader

LOOK_AGAIN = 300.0  # seconds between two looks at a socket's link
WITHIN = 5.0  # seconds for which the log may be read for the first who looks


@for_strangers
async def shared_live(request: web.Request) -> web.Response:
    """The page with its first rows; drawn once a second for all. `?screen` is for a wall."""
    found = await opened(request)
    if found is None or not found[0].shows_live:
        return leads_nowhere(request)
    link, site = found
    if not has_pass(request, link):
        raise web.HTTPSeeOther(url(request, "shared", token=link.token))
    screen = "screen" in request.query
    asked = ("live", link, site, screen, reader())
    draw_it = partial(_drawn, request, link, site, screen)
    return with_wake_lock(await request.app[keys.DRAWN_PAGES].drawn(asked, draw_it))


async def _drawn(request: web.Request, link: SharedLink, site: Site, screen: bool) -> web.Response:
    feed, now = await _feed(request, link, site), request.app[keys.CLOCK]()
    return draw(
        request,
        "sharing/live.html",
        user=None,
        link=link,
        site=site,
        screen=screen,
        first=frame_of(feed.begun(), site.time_zone, {}, now),
        has_feed=FEED in link.panels,
        has_places=PLACES in link.panels,
        has_sources="sources" in link.panels,
        attribution=attribution(request) if PLACES in link.panels else (),
    )


async def shared_socket(request: web.Request) -> web.WebSocketResponse:
    """What happens from then on. Of strangers' sockets there may be so many, whatever members have
    open, and whatever one link or one address takes."""
    await only_for_our_pages(request)
    link, site = await _live_link(request)
    with (
        request.app[keys.STRANGERS_STREAMS].one_more(link.id, rate_key_of(request)),
        request.app[keys.LINK_ENDS].watch(link.id) as ended,
    ):
        feed = await _feed(request, link, site)
        frames = _frames(feed, _point(request), request)
        socket = await open_socket(request)
        closing = _close_after(request, link, ended, socket)
        await converse(request, socket, forward(request, socket, site, frames), closing)
    return socket


@by_itself
@for_strangers
async def shared_asked(request: web.Request) -> web.Response:
    """The same for a page that asks again and again, where no socket gets through or there are
    too many."""
    link, site = await _live_link(request)
    point = _point(request)
    said = (await _feed(request, link, site)).begun(*point)
    full = request.app[keys.STRANGERS_STREAMS].full(link.id, rate_key_of(request))
    body = msgspec.json.encode({"messages": said, "full": full})
    return web.Response(body=body, content_type="application/json")


async def _live_link(request: web.Request) -> tuple[SharedLink, Site]:
    """404 for what shows nothing live, or not to this browser."""
    found = await opened(request)
    if found is None or not found[0].shows_live or not has_pass(request, found[0]):
        raise web.HTTPNotFound
    return found


async def _feed(request: web.Request, link: SharedLink, site: Site) -> SharedFeed:
    try:
        return await request.app[keys.SHARED_FEEDS].of(site, link.panels, WITHIN)
    except TimeoutError:
        raise web.HTTPServiceUnavailable(
            text=_("The visits are still being read. Load this again in a few seconds."),
            headers={"Retry-After": "3"},
        ) from None


def _point(request: web.Request) -> ResumePoint:
    """Where this reader has stopped; from the beginning for what is no such point."""
    try:
        return read_resume_point(request.query.get("cursor", ""))
    except ValueError:
        return ResumePoint("", 0)


async def _frames(
    feed: SharedFeed, point: ResumePoint, request: web.Request
) -> AsyncGenerator[Frame]:
    async with aclosing(feed.frames(point.log, point.cursor, sink_of(request))) as frames:
        async for frame in frames:
            yield frame


async def _close_after(
    request: web.Request,
    link: SharedLink,
    ended: asyncio.Event,
    socket: web.WebSocketResponse,
) -> None:
    """At once when the link is changed or revoked, and when its last day is over."""
    while not ended.is_set() and await _is_still(request, link):
        left = LOOK_AGAIN if link.until is None else _seconds_to(link.until, request)
        with suppress(TimeoutError):
            async with asyncio.timeout(min(LOOK_AGAIN, left)):
                await ended.wait()
    await socket.close(code=WSCloseCode.POLICY_VIOLATION, message=b"the link has ended")


def _seconds_to(until: int, request: web.Request) -> float:
    return max(0, until - request.app[keys.CLOCK]()) / 1000


async def _is_still(request: web.Request, link: SharedLink) -> bool:
    """Looked at once more after the watch began: it may have been revoked in between."""
    try:
        found = await link_of(request.app, link.token)
    except RefusesForNow:
        return True  # a busy database says nothing about a link
    return found == link and not link.is_over(request.app[keys.CLOCK]())
