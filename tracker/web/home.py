"""The first page: what this is, for a stranger; the sites, for their owner, live."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress

import msgspec
from aiohttp import WSCloseCode, web

from tracker.storage.site_totals import has_visits
from tracker.storage.sites import Site, sites_of
from tracker.web import glances, keys
from tracker.web.admin import number_in
from tracker.web.attribution import attribution
from tracker.web.demo import demo_site
from tracker.web.pages import render
from tracker.web.sessions import current_user, signed_in_login, still_signed_in
from tracker.web.sockets import converse, only_for_our_pages, open_socket
from tracker.web.streams import cut_off

A_PAGE = 100  # sites
TICK = 1.0  # seconds between two looks at who is there
FIGURES_EVERY = 5  # ticks between two looks at the figures of the sites with people on them
ALL_EVERY = 60  # ticks between two looks at all of them
LOOK_AGAIN = 300.0  # seconds between two looks at the socket's session
SEND_WITHIN = 2.0  # seconds

_encode = msgspec.json.Encoder().encode


async def home(request: web.Request) -> web.Response:
    """One sentence and two commands, or one's own sites."""
    user = await current_user(request)
    if user is None:
        demo = demo_site(request.app)
        credits = attribution(request) if demo else ()
        return await render(request, "home/stranger.html", demo=demo, attribution=credits)
    search, after = request.query.get("q", "").strip()[:200], number_in(request, "after")
    owned = await sites_of(
        request.app[keys.DATABASE], user.id, search=search, after=after, limit=A_PAGE + 1
    )
    more, owned = len(owned) > A_PAGE, owned[:A_PAGE]
    rows = [
        (site, await _glance(request.app, site), _presence(request.app, site)) for site in owned
    ]
    return await render(
        request,
        "home/sites.html",
        rows=rows,
        search=search,
        after=after,
        more=after + A_PAGE if more else 0,
    )


async def home_socket(request: web.Request) -> web.WebSocketResponse:
    """Sends what changed in the rows, as JSON arrays of `glances.Presence` and `glances.Glance`."""
    login = await signed_in_login(request)
    await only_for_our_pages(request)
    with (
        request.app[keys.STREAMS].one_more(login.user.id),
        request.app[keys.SESSION_ENDS].watch(login.id) as ended,
    ):
        socket = await open_socket(request)
        telling = _tell(request, socket, login.user.id)
        await converse(request, socket, telling, _close_when(request, socket, ended))
    return socket


async def _close_when(
    request: web.Request, socket: web.WebSocketResponse, ended: asyncio.Event
) -> None:
    """At once when the session is ended, and at the next look when it has run out."""
    while not ended.is_set() and await still_signed_in(request):
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_AGAIN):
                await ended.wait()
    await socket.close(code=WSCloseCode.POLICY_VIOLATION, message=b"the session has ended")


async def _tell(request: web.Request, socket: web.WebSocketResponse, user_id: int) -> None:
    sent: dict[tuple[int, type], msgspec.Struct] = {}
    try:
        with request.app[keys.TEAMS].changes.watch(user_id) as other_sites:
            async for told in _changes(request.app, user_id, other_sites):
                fresh = [each for each in told if sent.get((each.id, type(each))) != each]
                sent |= {(each.id, type(each)): each for each in fresh}
                if fresh:
                    async with asyncio.timeout(SEND_WITHIN):
                        await socket.send_str(_encode(fresh).decode())
    except (TimeoutError, ConnectionError):
        cut_off(request)


async def _changes(
    app: web.Application, user_id: int, other_sites: asyncio.Event
) -> AsyncGenerator[list[glances.Presence | glances.Glance]]:
    """What is true now, over and over; at once after the user has joined or left a site."""
    tick = 0
    owned: Sequence[Site] = ()
    busy: set[int] = set()
    while True:
        if other_sites.is_set() or tick % ALL_EVERY == 0:
            other_sites.clear()
            owned = await sites_of(app[keys.DATABASE], user_id)
        told: list[glances.Presence | glances.Glance] = [_presence(app, site) for site in owned]
        busy |= {site.id for site in owned if app[keys.PRESENCE].now(site.id)}
        if tick % FIGURES_EVERY == 0:
            everybody = tick % ALL_EVERY == 0
            told += [await _glance(app, each) for each in owned if everybody or each.id in busy]
            busy.clear()
        yield told
        tick += 1
        await asyncio.sleep(TICK)


async def all_rows(app: web.Application, user_id: int) -> bytes:
    """What the socket says of all rows when it is opened."""
    async with aclosing(_changes(app, user_id, asyncio.Event())) as changes:
        return _encode(await anext(changes))


async def _glance(app: web.Application, site: Site) -> glances.Glance:
    now = app[keys.CLOCK]()
    tally = await app[keys.TALLIES].of(site.id, now)
    waiting = not tally.any and not await has_visits(app[keys.DATABASE], site.id)
    return glances.glance(tally, site, waiting, now)


def _presence(app: web.Application, site: Site) -> glances.Presence:
    here = app[keys.PRESENCE].of(site.id).message().here
    return glances.presence(site.id, app[keys.PRESENCE].now(site.id), here)
