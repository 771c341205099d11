"""Sites: whose they are, adding one, and its plain page."""

from __future__ import annotations

import asyncio

from aiohttp import web

from tracker.domain.refusals import WORDS, Reason
from tracker.services.sites.refused_days import Hits
from tracker.storage.log import totals
from tracker.storage.log.totals import Totals
from tracker.storage.sites import sites
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.handler_marks import shows_no_secret
from tracker.web.asking.sessions import signed_in
from tracker.web.asking.site_access import site_for
from tracker.web.forms.reading import read_form, typed
from tracker.web.forms.sites import NewSiteForm
from tracker.web.forms.time_zones import time_zones
from tracker.web.pages.attribution import attribution
from tracker.web.pages.pages import render, url
from tracker.web.words.i18n import _
from tracker.web.words.site_times import SiteTimes

LAST_EVENTS = 100
MOST_EXACT = 50_000  # events of a day: about a tenth of a second
PATIENCE = 2.0  # seconds that a page waits for figures
FLAGS = "vendor/country-flag-icons-1.6.20/3x2"


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


@shows_no_secret
async def site_page(request: web.Request) -> web.Response:
    """Today's totals and the last events, as plain as can be."""
    site = await site_for(request, "viewer")
    db, now = request.app[keys.DATABASE], request.app[keys.CLOCK]()
    times = SiteTimes(site.time_zone)
    today = await day_totals(request.app, site, times.day_start(now), now)
    events = await totals.last_events(db, site.id, LAST_EVENTS)
    return await render(
        request,
        "sites/site.html",
        site=site,
        today=today,
        counted=MOST_EXACT,
        events=events,
        refused=await refused_counts(request, site),
        shared=request.app[keys.SHARES].sites.today(site.id, now),
        times=times,
        now=now,
        flags=FLAGS,
        attribution=attribution(request),
    )


async def day_totals(app: web.Application, site: Site, start: int, now: int) -> Totals | None:
    """The figures since `start` (ms, UTC): counted exactly as far as that is soon done, then summed
    up by quarter hours, without the visits. None while those are still being read."""
    db, tallies = app[keys.DATABASE], app[keys.TALLIES]
    if not await totals.more_events_than(db, site.id, start, MOST_EXACT):
        return await totals.totals(db, site.id, start, now + 1)
    await tallies.soon([site.id], now, PATIENCE)
    if tally := tallies.known(site.id, now):
        sums = tally.between(start, now + 1)
        return Totals(sums.visitors, None, sums.pageviews, sums.others)
    return None


async def refused_counts(request: web.Request, site: Site) -> list[tuple[str, str, Hits]]:
    """(what, remedy, how often) by reason; it is all that is known of DNT and GPC."""
    counts = await request.app[keys.REFUSED_DAYS].of(site)
    words = [(WORDS[Reason(reason)], hits) for reason, hits in counts.items()]
    return [(_(each.what), _(each.remedy), hits) for each, hits in words]
