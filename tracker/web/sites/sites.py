"""Sites: whose they are, and adding one."""

from __future__ import annotations

import asyncio

from aiohttp import web

from tracker.storage.sites import sites
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.handler_marks import shows_no_secret
from tracker.web.asking.sessions import signed_in
from tracker.web.forms.reading import read_form, typed
from tracker.web.forms.sites import NewSiteForm
from tracker.web.forms.time_zones import time_zones
from tracker.web.pages.pages import render, url
from tracker.web.words.i18n import _


@shows_no_secret
async def site_new(request: web.Request) -> web.Response:
    """The form for a new site."""
    await signed_in(request)
    await asyncio.to_thread(time_zones)
    return await render(request, "sites/new.html", form=NewSiteForm())


async def site_add(request: web.Request) -> web.Response:
    """Add a site and show what to paste into its pages."""
    user = await signed_in(request)
    await asyncio.to_thread(time_zones)
    form = await read_form(request, NewSiteForm)
    if not form.validate():
        return await render(request, "sites/new.html", 422, form=form)
    most, now = request.app[keys.CONFIG].sites_per_user, request.app[keys.CLOCK]()
    try:
        site = await request.app[keys.SITES].add(
            user.id, typed(form.name), form.time_zone.data, now, most
        )
    except sites.TooManySites:
        said = _(
            "You own as many sites as one person may here: %(most)d. Delete one, or ask an admin: "
            "the setting SITES_PER_USER raises it, and “tracker site add” is not held to it."
        )
        form.name.errors = [said % {"most": most}]
        return await render(request, "sites/new.html", 422, form=form)
    await audit(request, "site added", f"site {site.id}")
    raise web.HTTPSeeOther(url(request, "site_setup", site_id=site.id))
