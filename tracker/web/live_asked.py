"""What the pages' sockets say, for pages that ask again and again: where a proxy on the way lets no
WebSocket through, or too many are open."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import aclosing

from aiohttp import web

from tracker.domain.filters import read_filter
from tracker.web import keys
from tracker.web.event_stream import follower_of, read_cursor
from tracker.web.home import all_rows, asked_page
from tracker.web.marks import by_itself, shows_no_secret
from tracker.web.sessions import signed_in_login
from tracker.web.site_access import site_for


@by_itself
@shows_no_secret
async def site_asked(request: web.Request) -> web.Response:
    """The site's stream from `cursor` on as it stands now: the rows that its socket would bring,
    each once."""
    site, login = await site_for(request, "viewer"), await signed_in_login(request)
    cursor = read_cursor(request.query.get("cursor", ""))
    frames = follower_of(request.app, site).asked(cursor, read_filter(request.query))
    async with aclosing(frames):
        return _answer(request, login.user.id, [frame.data async for frame in frames])


@by_itself
@shows_no_secret
async def home_asked(request: web.Request) -> web.Response:
    """All rows of the first page as they are now."""
    login = await signed_in_login(request)
    return _answer(
        request, login.user.id, [await all_rows(request.app, login.user.id, asked_page(request))]
    )


def _answer(request: web.Request, user_id: int, arrays: Iterable[bytes]) -> web.Response:
    """The messages of JSON arrays that are not empty, and whether a socket would find no room."""
    messages = b",".join(array[1:-1] for array in arrays)
    full = b"true" if request.app[keys.STREAMS].full(user_id) else b"false"
    body = b'{"messages":[' + messages + b'],"full":' + full + b"}"
    return web.Response(body=body, content_type="application/json")
