"""The first page: what this is, for a stranger; the sites, for their owner, live."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from itertools import count
from typing import NamedTuple

import msgspec
from aiohttp import WSCloseCode, web

from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.asking.handler_marks import shows_no_secret
from tracker.web.asking.sessions import current_user, signed_in_login, still_signed_in
from tracker.web.live.demo import demo_site
from tracker.web.live.sockets import converse, only_for_our_pages, open_socket
from tracker.web.live.streams import cut_off
from tracker.web.pages.attribution import attribution
from tracker.web.pages.lists import AskedPage, asked_page
from tracker.web.pages.pages import render
from tracker.web.sites import glances
from tracker.web.sites.home_rows import (
    HomePage,
    few_at_a_time,
    glance_of,
    home_page,
    presence_of,
)

SUMMED_FROM = 4  # rows
TICK = 1.0  # seconds between two looks at who is there
FIGURES_EVERY = 5  # ticks between two looks at the figures of the sites with people on them
ALL_EVERY = 60  # ticks between two looks at all of them
LOOK_AGAIN = 300.0  # seconds between two looks at the socket's session
SEND_WITHIN = 2.0  # seconds
PATIENCE = 2.0  # seconds that the page waits for figures; those that take longer come by the socket

ROUTES = {"live": "live", "reports": "site"}  # where a click on a site leads

Told = list[glances.Presence | glances.Glance]

_encode = msgspec.json.Encoder().encode


@shows_no_secret
async def home(request: web.Request) -> web.Response:
    """One sentence and two commands, or one's own sites."""
    user = await current_user(request)
    if user is None:
        demo = demo_site(request.app)
        credits = attribution(request) if demo else ()
        return await render(request, "home/stranger.html", demo=demo, attribution=credits)
    page = await home_page(request.app, user.id, asked_page(request))
    await _counted(request.app, page)
    rows = [
        (
            site,
            glance_of(request.app, site) or glances.uncounted(site),
            presence_of(request.app, site),
        )
        async for some in few_at_a_time(page.sites)
        for site in some
    ]
    rows.sort(key=lambda row: (row[1].waiting, -row[1].count))
    return await render(
        request,
        "home/sites.html",
        rows=rows,
        page=page,
        sums=sums_of(rows),
        opens=ROUTES[user.opens],
    )


class Sums(NamedTuple):
    """What stands above the rows."""

    now: int
    today: int
    direction: str
    change: str


def sums_of(rows: Sequence[tuple[Site, glances.Glance, glances.Presence]]) -> Sums | None:
    """Of all rows; None where they are few enough to be seen at once."""
    if len(rows) < SUMMED_FROM:
        return None
    today = sum(glance.count for _site, glance, _presence in rows)
    yesterday = sum(glance.yesterday for _site, glance, _presence in rows)
    now = sum(presence.count for _site, _glance, presence in rows)
    return Sums(now, today, *glances.change(today, yesterday))


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


async def all_rows(app: web.Application, user_id: int, asked: AskedPage) -> bytes:
    """What the socket says of all rows when it is opened."""
    page = await home_page(app, user_id, asked)
    await _counted(app, page)
    told: Told = []
    async for sites in few_at_a_time(page.sites):
        told += _told(app, sites, {site.id for site in sites})
    return _encode(told)


async def _counted(app: web.Application, page: HomePage) -> None:
    sites = [site.id for site in page.sites]
    await app[keys.TALLIES].soon(sites, app[keys.CLOCK](), PATIENCE)


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
    asked = asked_page(request)
    try:
        with request.app[keys.TEAMS].changes.watch(user_id) as other_sites:
            async for told in _changes(request.app, user_id, asked, other_sites):
                fresh = [each for each in told if sent.get((each.id, type(each))) != each]
                sent |= {(each.id, type(each)): each for each in fresh}
                if fresh:
                    async with asyncio.timeout(SEND_WITHIN):
                        await socket.send_str(_encode(fresh).decode())
    except (TimeoutError, ConnectionError):
        cut_off(request)


async def _changes(
    app: web.Application, user_id: int, asked: AskedPage, other_sites: asyncio.Event
) -> AsyncGenerator[Told]:
    """What is true now, over and over, some rows at a time; at once after the user has joined or
    left a site."""
    page, due = HomePage(asked, (), False), set[int]()
    for tick in count():
        if other_sites.is_set() or tick % ALL_EVERY == 0:
            other_sites.clear()
            page = await home_page(app, user_id, asked)
            due = {site.id for site in page.sites}
        async for sites in few_at_a_time(page.sites):
            due |= {site.id for site in sites if app[keys.PRESENCE].now(site.id)}
            yield _told(app, sites, due if tick % FIGURES_EVERY == 0 else set())
        await asyncio.sleep(TICK)


def _told(app: web.Application, sites: Sequence[Site], due: set[int]) -> Told:
    """Presence of all, and the figures of those whose turn it is. Who could not be counted yet
    stays due."""
    told: Told = [presence_of(app, site) for site in sites]
    for site in sites:
        if site.id in due and (glance := glance_of(app, site)):
            told.append(glance)
            due.discard(site.id)
    return told
