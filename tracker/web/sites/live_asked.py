"""What the pages' sockets say, for pages that ask again and again: where a proxy on the way lets no
WebSocket through, or too many are open."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing

from aiohttp import web

from tracker.domain.filters import read_filter
from tracker.services.live.frames import Frame
from tracker.web import keys
from tracker.web.asking.handler_marks import by_itself, shows_no_secret
from tracker.web.asking.sessions import signed_in_login
from tracker.web.asking.site_access import site_for
from tracker.web.home.live import all_rows
from tracker.web.live.event_stream import cursor_of, follower_of
from tracker.web.pages.lists import asked_page


@by_itself
@shows_no_secret
async def site_asked(request: web.Request) -> web.Response:
    """The site's stream from `cursor` on as it stands now: the rows that its socket would bring,
    each once."""
    site, login = await site_for(request, "viewer"), await signed_in_login(request)
    cursor = cursor_of(request.app, request.query.get("cursor", ""))
    frames = follower_of(request.app, site).asked(cursor, read_filter(request.query))
    return _answer(request, login.user.id, await _said(frames))


@by_itself
@shows_no_secret
async def home_asked(request: web.Request) -> web.Response:
    """All rows of the first page as they are now."""
    login = await signed_in_login(request)
    rows = await all_rows(request.app, login.user, asked_page(request))
    return _answer(request, login.user.id, [rows])


async def _said(frames: AsyncGenerator[Frame]) -> list[bytes]:
    async with aclosing(frames):
        return [frame.data async for frame in frames]


def _answer(request: web.Request, user_id: int, arrays: Iterable[bytes]) -> web.Response:
    """The messages of JSON arrays that are not empty, and whether a socket would find no room."""
    messages = b",".join(array[1:-1] for array in arrays)
    full = b"true" if request.app[keys.STREAMS].full(user_id) else b"false"
    body = b'{"messages":[' + messages + b'],"full":' + full + b"}"
    return web.Response(body=body, content_type="application/json")
