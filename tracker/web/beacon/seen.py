"""Where somebody is seen to come from: for owners who have put a proxy before their beacons."""

from __future__ import annotations

from aiohttp import web

from tracker.domain.client_address import UNIX
from tracker.web import keys
from tracker.web.asking.client import address_of, is_trusted, peer_of
from tracker.web.asking.handler_marks import open_to_all
from tracker.web.beacon.answers import CORS

OF_CLIENTS = ("X-Forwarded-For", "Forwarded")
UNBELIEVED = """\
The proxy at {peer} names another address, and is not believed: all visitors who come this way are \
one, in one place. Name it in TRUSTED_PROXIES of the server, and load this page again.
"""
UNNAMED = """\
Nobody has named another address. If this is not your own but a proxy's, all visitors who come \
this way are one, in one place: the proxy has to send X-Forwarded-For.
"""
NAMED = """\
So says the proxy at {peer}, which is trusted. If this is not your own address but another \
proxy's, that one has to pass X-Forwarded-For on, and TRUSTED_PROXIES has to name it, too.
"""


@open_to_all
async def seen(request: web.Request) -> web.Response:
    """As a visit that came the same way would be. Nothing is counted."""
    if request.match_info["key"] not in request.app[keys.SITES].by_key:
        return web.Response(status=404, text="No such site.\n", headers=CORS)
    said = f"You are seen at {address_of(request)}.\n\n{_said(request)}"
    return web.Response(text=said, headers=CORS)


def _said(request: web.Request) -> str:
    peer = peer_of(request)
    names = any(name in request.headers for name in OF_CLIENTS)
    if not names:
        return UNNAMED
    if not is_trusted(request):
        return UNBELIEVED.format(peer=peer)
    return NAMED.format(peer="the Unix socket" if peer == UNIX else peer)
