"""Tokens with which programs read a site."""

from __future__ import annotations

from aiohttp import web

from tracker.services import site_tokens
from tracker.storage.sites import Site
from tracker.web import keys
from tracker.web.i18n import _

LONGEST = 200  # characters of what may be a token


async def token_site(request: web.Request) -> Site:
    """The site in the path, if the request's token reads it: 401 without a good token, and 404
    for another site, whether it exists or not."""
    scheme, _space, bearer = request.headers.get("Authorization", "").partition(" ")
    site = None
    if scheme.lower() == "bearer" and len(bearer) <= LONGEST:
        app = request.app
        site = await site_tokens.site_for_token(
            app[keys.DATABASE], app[keys.SITES], bearer.strip(), app[keys.CLOCK]()
        )
    if site is None:
        raise web.HTTPUnauthorized(
            text=_("Send a token of the site: Authorization: Bearer trk_…"),
            headers={"WWW-Authenticate": "Bearer"},
        )
    if site.id != int(request.match_info["site_id"]):
        raise web.HTTPNotFound
    return site
