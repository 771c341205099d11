"""What became of each message: a list, the newest first."""

from __future__ import annotations

from contextlib import suppress

from aiohttp import web

from tracker.storage.alerts.deliveries import deliveries_of
from tracker.storage.alerts.guests import guests_of
from tracker.storage.alerts.targets import targets_of
from tracker.storage.sites.members import members_of
from tracker.web import keys
from tracker.web.alerts.faults import fault_of
from tracker.web.alerts.paused import paused_in_words
from tracker.web.alerts.words import title_of
from tracker.web.asking.site_access import site_for
from tracker.web.pages.pages import render
from tracker.web.words.site_times import SiteTimes

SHOWN = 50
NEWEST = 2**62


async def delivery_list(request: web.Request) -> web.Response:
    """A page of them; `before` says behind which it begins."""
    site = await site_for(request, "editor")
    before, db = _before(request), request.app[keys.KEPT]
    found = await deliveries_of(db, site.id, before, SHOWN + 1)
    return await render(
        request,
        "alerts/deliveries.html",
        site=site,
        deliveries=found[:SHOWN],
        more=found[SHOWN - 1].id if len(found) > SHOWN else None,
        titles={each.id: title_of(each.facts, site.name) for each in found},
        faults={each.id: fault_of(each.said) for each in found},
        targets={each.id: each.name for each in await targets_of(db, site.id)},
        guests={each.id: each.email for each in await guests_of(db, site.id)},
        members={each.user_id: each.name for each in await members_of(db, site.id)},
        times=SiteTimes(site.time_zone),
        now=request.app[keys.CLOCK](),
        paused=paused_in_words(request.app),
    )


def _before(request: web.Request) -> int:
    with suppress(ValueError):
        return min(NEWEST, max(1, int(request.query.get("before", NEWEST))))
    return NEWEST
