"""Remembers what proxies say of those they ask for, so that `tracker doctor` can tell."""

from __future__ import annotations

from aiohttp import web
from aiohttp.typedefs import Handler

from tracker.domain.client_address import UNIX
from tracker.web import keys
from tracker.web.asking.client import peer_of

BY_ITSELF = frozenset({"/healthz", "/readyz"})  # a proxy asks these for nobody


@web.middleware
async def note_proxies(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Of pages only: beacons pass all middlewares by."""
    if request.path not in BY_ITSELF:
        peer = peer_of(request)
        request.app[keys.FORWARDED].note(
            peer,
            trusted=peer == UNIX or peer in request.app[keys.PROXIES],
            names_client="X-Forwarded-For" in request.headers or "Forwarded" in request.headers,
        )
    return await handler(request)
