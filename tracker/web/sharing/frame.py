"""What every answer to a shared link carries, and whom it is given at all."""

from __future__ import annotations

import functools

from aiohttp import web
from aiohttp.typedefs import Handler

from tracker.domain.reports.shared_links import SharedLink
from tracker.storage.sites.shared_links import shared_link_by_token
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.asking.client import rate_key_of
from tracker.web.pages.pages import draw
from tracker.web.sharing.demo import demo_link
from tracker.web.words.i18n import _

HEADERS = {
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}


def for_strangers(handler: Handler) -> Handler:
    """Wrap a handler of shared links: no search engine, cache or other site hears of the address,
    also where the answer is an error."""

    @functools.wraps(handler)
    async def wrapped(request: web.Request) -> web.StreamResponse:
        try:
            response = await handler(request)
        except web.HTTPException as error:
            error.headers.update(HEADERS)
            raise
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if keys.IS_FOUND in request:
            del response.headers["X-Robots-Tag"]
        return response

    return wrapped


async def opened(request: web.Request) -> tuple[SharedLink, Site] | None:
    """The link of the address and its site; None for what opens nothing, for whatever reason. 429
    for an address that sends such ones again and again."""
    app, address = request.app, rate_key_of(request)
    if not app[keys.STRANGERS].may_try(address):
        raise web.HTTPTooManyRequests(
            text=_("Too many links from here that lead nowhere. Wait a few seconds."),
            headers={"Retry-After": "3"},
        )
    link = await link_of(app, request.match_info["token"])
    site = app[keys.SITES].by_id.get(link.site_id) if link else None
    if link is None or site is None or link.is_over(app[keys.CLOCK]()):
        app[keys.STRANGERS].was_wrong(address)
        return None
    return link, site


async def link_of(app: web.Application, token: str) -> SharedLink | None:
    """The one of that address, unless it was revoked; it may be over."""
    return demo_link(app, token) or await shared_link_by_token(app[keys.KEPT], token)


def leads_nowhere(request: web.Request) -> web.Response:
    """The same page for a link that is mistyped, was revoked or is over."""
    return draw(request, "sharing/nowhere.html", 404, user=None)
