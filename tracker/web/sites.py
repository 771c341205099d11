"""Sites: whose they are."""

from __future__ import annotations

from aiohttp import web

from tracker.storage import sites
from tracker.storage.sites import Site
from tracker.web import keys
from tracker.web.sessions import signed_in


async def owned_site(request: web.Request) -> Site:
    """The site in the path; for everybody but its owner it does not exist (404)."""
    user = await signed_in(request)
    site_id = int(request.match_info["site_id"])
    site = await sites.owned_site(request.app[keys.DATABASE], user.id, site_id)
    if site is None:
        raise web.HTTPNotFound
    return site
