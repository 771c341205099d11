"""Marks on routes: which ones anybody’s page may call, and which ones pages call by themselves."""

from __future__ import annotations

from typing import TypeVar

from aiohttp import web
from aiohttp.typedefs import Handler

H = TypeVar("H", bound=Handler)
OPEN = "open_to_all"
BY_ITSELF = "by_itself"
NO_SECRET = "shows_no_secret"
ONLY_ASKS = "only_asks"


def open_to_all(handler: H) -> H:
    """Mark a handler as the beacon's: called cross-origin, without session, cookie or check."""
    setattr(handler, OPEN, True)
    return handler


def by_itself(handler: H) -> H:
    """Mark a handler that open pages call again and again, whether anybody looks at them or not:
    it keeps no session alive."""
    setattr(handler, BY_ITSELF, True)
    return handler


def is_by_itself(request: web.Request) -> bool:
    """Whether the request's route carries that mark."""
    return getattr(request.match_info.handler, BY_ITSELF, False)


def shows_no_secret(handler: H) -> H:
    """Mark a handler whose answers hold nothing that nobody may guess: no token, code or link that
    opens something, and nothing that was typed. They may be compressed."""
    setattr(handler, NO_SECRET, True)
    return handler


def is_without_secrets(request: web.Request) -> bool:
    """Whether the request's route carries that mark."""
    return getattr(request.match_info.handler, NO_SECRET, False)


def only_asks(handler: H) -> H:
    """Mark a handler whose POST is a question, which changes nothing: it ends when its asker
    leaves."""
    setattr(handler, ONLY_ASKS, True)
    return handler


def is_only_asking(request: web.Request) -> bool:
    """Whether the request's route carries that mark."""
    return getattr(request.match_info.handler, ONLY_ASKS, False)


def is_open_to_all(request: web.Request) -> bool:
    """Whether the request's route carries the mark; not so for paths that no route knows."""
    return getattr(request.match_info.handler, OPEN, False)


@web.middleware
async def pass_beacons(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Outermost: a marked route never meets the session, the pages or the checks."""
    if is_open_to_all(request):
        return await request.match_info.handler(request)
    return await handler(request)
