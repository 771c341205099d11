"""Pages for the admin."""

from __future__ import annotations

from aiohttp import web

from tracker.web import keys
from tracker.web.client import address_of, peer_of
from tracker.web.pages import render
from tracker.web.sessions import admin


async def address_page(request: web.Request) -> web.Response:
    """What address do you see for me? For checking TRUSTED_PROXIES."""
    await admin(request)
    forwarded = ("X-Forwarded-For", "Forwarded")
    return await render(
        request,
        "admin/address.html",
        address=address_of(request),
        peer=peer_of(request),
        sent={name: ", ".join(request.headers.getall(name, ())) for name in forwarded},
        trusted=request.app[keys.CONFIG].trusted_proxies,
    )
