"""Remembers what proxies say of those they ask for, so that `tracker doctor` can tell."""

from __future__ import annotations

from aiohttp import web
from aiohttp.typedefs import Handler

from tracker.web import keys
from tracker.web.asking.client import is_trusted, peer_of

BY_ITSELF = frozenset({"/healthz", "/readyz"})  # a proxy asks these for nobody
OF_CLIENTS = ("X-Forwarded-For", "Forwarded")


@web.middleware
async def note_proxies(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Of pages only: beacons pass all middlewares by."""
    if request.path not in BY_ITSELF:
        trusted = is_trusted(request)
        request.app[keys.FORWARDED].note(
            peer_of(request),
            trusted=trusted,
            names_client=any(name in request.headers for name in OF_CLIENTS)
            or (not trusted and "X-Forwarded-Proto" in request.headers),
        )
    return await handler(request)
