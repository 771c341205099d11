"""Whose site a request is about, and what they may do there."""

from __future__ import annotations

from aiohttp import web

from tracker.domain.roles import Role, may
from tracker.storage.sites.sites import Site, member_site
from tracker.web import keys
from tracker.web.asking.sessions import signed_in
from tracker.web.words.i18n import _


async def site_for(request: web.Request, role: Role) -> Site:
    """The site in the path, for who is this there or more. For everybody but its members it does
    not exist (404); to a member of a smaller role the answer is 403."""
    user = await signed_in(request)
    site_id = int(request.match_info["site_id"])
    found = await member_site(request.app[keys.KEPT], user.id, site_id)
    if found is None:
        raise web.HTTPNotFound
    site, request[keys.ROLE] = found
    if not may(request[keys.ROLE], role):
        raise web.HTTPForbidden(text=str(TOO_SMALL[role]))
    return site


TOO_SMALL: dict[Role, str] = {
    "editor": _("This takes an editor or an owner of the site. Ask one of its owners."),
    "owner": _("This takes an owner of the site. Ask one of them."),
}
