"""How people like their sites listed: which of them stand first, and what the others go by."""

from __future__ import annotations

from typing import get_args

from aiohttp import web

from tracker.services.accounts.profiles import order_sites
from tracker.storage.accounts.users import Order
from tracker.web import keys
from tracker.web.asking.sessions import signed_in
from tracker.web.asking.site_access import site_for
from tracker.web.forms.bodies import fields_of
from tracker.web.pages.pages import url
from tracker.web.words.i18n import _

ORDERS: tuple[Order, ...] = get_args(Order)


async def site_pin(request: web.Request) -> web.Response:
    """Have the site stand first in one's own list, or no longer."""
    site, user = await site_for(request, "viewer"), await signed_in(request)
    pinned = (await fields_of(request)).get("pinned") == "yes"
    await request.app[keys.TEAMS].pin(site.id, user.id, pinned)
    raise web.HTTPSeeOther(url(request, "home"))


async def sites_order(request: web.Request) -> web.Response:
    """What one's sites are listed by from now on."""
    user, wanted = await signed_in(request), (await fields_of(request)).get("by")
    for order in ORDERS:
        if order == wanted:
            await order_sites(request.app[keys.KEPT], user, order)
            raise web.HTTPSeeOther(url(request, "home"))
    raise web.HTTPBadRequest(text=_("Sites are listed by visitors or by name."))
