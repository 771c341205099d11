"""What changes in the rows of the first page, as it happens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from itertools import count

import msgspec
from aiohttp import WSCloseCode, web

from tracker.storage.accounts.users import User
from tracker.web import keys
from tracker.web.asking.sessions import signed_in_login, still_signed_in
from tracker.web.home.glances import Glance
from tracker.web.home.presences import Presence
from tracker.web.home.rows import (
    HomePage,
    Listed,
    Sums,
    few_at_a_time,
    glance_of,
    home_page,
    presence_of,
    sums_of,
)
from tracker.web.live.sockets import converse, only_for_our_pages, open_socket
from tracker.web.live.streams import cut_off
from tracker.web.pages.lists import AskedPage, asked_page

TICK = 1.0  # seconds between two looks at who is there
FIGURES_EVERY = 5  # ticks between two looks at the figures of the sites with people on them
ALL_EVERY = 60  # ticks between two looks at all of them
LOOK_AGAIN = 300.0  # seconds between two looks at the socket's session
SEND_WITHIN = 2.0  # seconds

Told = list[Presence | Glance | Sums]

_encode = msgspec.json.Encoder().encode


async def home_socket(request: web.Request) -> web.WebSocketResponse:
    """Sends what changed, as JSON arrays of `Presence`, `Glance` and `Sums`."""
    login = await signed_in_login(request)
    await only_for_our_pages(request)
    with (
        request.app[keys.STREAMS].one_more(login.user.id),
        request.app[keys.SESSION_ENDS].watch(login.id) as ended,
    ):
        socket = await open_socket(request)
        telling = _tell(request, socket, login.user)
        await converse(request, socket, telling, _close_when(request, socket, ended))
    return socket


async def all_rows(app: web.Application, user: User, asked: AskedPage) -> bytes:
    """What the socket says when it is opened."""
    page = await home_page(app, user, asked)
    told: Told = []
    async for some in few_at_a_time(page.rows):
        told += _told(app, some, {each.site.id for each in some})
    if page.sites:
        told.append(await sums_of(app, page))
    return _encode(told)


async def _close_when(
    request: web.Request, socket: web.WebSocketResponse, ended: asyncio.Event
) -> None:
    """At once when the session is ended, and at the next look when it has run out."""
    while not ended.is_set() and await still_signed_in(request):
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_AGAIN):
                await ended.wait()
    await socket.close(code=WSCloseCode.POLICY_VIOLATION, message=b"the session has ended")


async def _tell(request: web.Request, socket: web.WebSocketResponse, user: User) -> None:
    sent: dict[tuple[int, type], msgspec.Struct] = {}
    asked = asked_page(request)
    try:
        with request.app[keys.TEAMS].changes.watch(user.id) as other_sites:
            async for told in _changes(request.app, user, asked, other_sites):
                fresh = [each for each in told if sent.get((each.id, type(each))) != each]
                sent |= {(each.id, type(each)): each for each in fresh}
                if fresh:
                    async with asyncio.timeout(SEND_WITHIN):
                        await socket.send_str(_encode(fresh).decode())
    except (TimeoutError, ConnectionError):
        cut_off(request)


async def _changes(
    app: web.Application, user: User, asked: AskedPage, other_sites: asyncio.Event
) -> AsyncGenerator[Told]:
    """What is true now, over and over, some rows at a time; at once after the user has joined or
    left a site."""
    page, due = HomePage(asked, ()), set[int]()
    for tick in count():
        if other_sites.is_set() or tick % ALL_EVERY == 0:
            other_sites.clear()
            page = await home_page(app, user, asked)
            due = {each.site.id for each in page.rows}
        figures = tick % FIGURES_EVERY == 0
        async for some in few_at_a_time(page.rows):
            due |= {each.site.id for each in some if app[keys.PRESENCE].now(each.site.id)}
            yield _told(app, some, due if figures else set())
        if figures and page.sites:
            yield [await sums_of(app, page)]
        await asyncio.sleep(TICK)


def _told(app: web.Application, some: Sequence[Listed], due: set[int]) -> Told:
    """Presence of all, and the figures of those whose turn it is. Who could not be counted yet
    stays due."""
    told: Told = [presence_of(app, each.site) for each in some]
    for site, _pinned in some:
        if site.id in due and (glance := glance_of(app, site)):
            told.append(glance)
            due.discard(site.id)
    return told
