"""A site's alerts: seen by its members, made and changed by its editors."""

from __future__ import annotations

import msgspec
from aiohttp import web

from tracker.domain.alerts.alert import Alert
from tracker.domain.reports.kept import TooMany
from tracker.services.alerts.changes import Others
from tracker.storage.alerts.alerts import find_alert
from tracker.storage.alerts.guests import told_guests
from tracker.storage.alerts.readers import readers_of
from tracker.storage.alerts.targets import told_targets
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.alerts.drawn import change_page, list_page
from tracker.web.alerts.forms import AlertForm, form_of
from tracker.web.alerts.offers import not_offered, offer_of, told_in
from tracker.web.asking.audit import audit
from tracker.web.asking.sessions import signed_in
from tracker.web.asking.site_access import site_for
from tracker.web.forms.bodies import fields_of
from tracker.web.forms.reading import read_form
from tracker.web.mail.links import mails_links
from tracker.web.pages.pages import url
from tracker.web.words.i18n import _


async def alert_list(request: web.Request) -> web.Response:
    """What there is and who is told; for editors the form for another one."""
    site, user = await site_for(request, "viewer"), await signed_in(request)
    asked = request.query if "kind" in request.query else None
    form = AlertForm(asked, data={"readers": [str(user.id)]})
    return await list_page(request, site, form)


async def alert_add(request: web.Request) -> web.Response:
    """It is watched from now on."""
    site, user = await site_for(request, "editor"), await signed_in(request)
    form, offer = await read_form(request, AlertForm), await offer_of(request, site)
    alert = form.alert(site.id, [goal.id for goal in offer.goals])
    if alert is None:
        return await list_page(request, site, form, 422)
    now, is_on = request.app[keys.CLOCK](), not form.is_off.data
    new = msgspec.structs.replace(alert, user_id=user.id, created_at=now, is_on=is_on)
    try:
        await request.app[keys.ALERT_CHANGES].add(new, *told_in(request, form, offer))
    except TooMany:
        form.name.errors = [_("A site has at most 500 alerts. Remove one first.")]
        return await list_page(request, site, form, 422)
    await audit(request, "alert made", f"site {site.id}")
    raise _back(request, site)


async def alert_page(request: web.Request) -> web.Response:
    """One of them, to be changed or removed."""
    site = await site_for(request, "editor")
    alert = await _alert(request, site)
    db = request.app[keys.KEPT]
    readers, targets = await readers_of(db, site.id), await told_targets(db, site.id)
    guests = await told_guests(db, site.id)
    others = Others(targets.get(alert.id, ()), guests.get(alert.id, ()))
    form = form_of(alert, readers.get(alert.id, ()), others)
    return await change_page(request, site, form, alert)


async def alert_change(request: web.Request) -> web.Response:
    """Change it or, by its other button, remove it; either twice is no error."""
    site = await site_for(request, "editor")
    form, changes = await read_form(request, AlertForm), request.app[keys.ALERT_CHANGES]
    if form.remove.data:
        if await changes.remove(site.id, _number(request)):
            await audit(request, "alert removed", f"site {site.id}")
        raise _back(request, site)
    before, offer = await _alert(request, site), await offer_of(request, site)
    alert = form.alert(site.id, [goal.id for goal in offer.goals], before.id)
    if alert is None:
        return await change_page(request, site, form, before, 422)
    changed = msgspec.structs.replace(alert, is_on=not form.is_off.data)
    chosen, others = told_in(request, form, offer)
    kept = await not_offered(request, before, offer)
    if await changes.change(changed, chosen | kept, others):
        await audit(request, "alert changed", f"site {site.id}")
    raise _back(request, site)


async def alert_mine(request: web.Request) -> web.Response:
    """Whoever is on the site gets it by mail, or does not any more."""
    site, user = await site_for(request, "viewer"), await signed_in(request)
    wanted = (await fields_of(request)).get("mine") == "yes"
    changes = request.app[keys.ALERT_CHANGES]
    await changes.read(
        site.id, int(request.match_info["alert_id"]), user.id, wanted and mails_links(request)
    )
    raise web.HTTPSeeOther(url(request, "alerts", site_id=site.id))


async def reports_mine(request: web.Request) -> web.Response:
    """Which reports whoever is on the site gets by mail."""
    site, user = await site_for(request, "viewer"), await signed_in(request)
    wanted = set((await fields_of(request)).getall("every", ()))
    if not mails_links(request) or not user.email:
        wanted = set()
    zone = user.time_zone or site.time_zone
    await request.app[keys.REPORT_MAILS].ask(site.id, user.id, wanted, zone)
    raise web.HTTPSeeOther(url(request, "alerts", site_id=site.id) + "?saved#reports")


def _number(request: web.Request) -> int:
    return int(request.match_info["alert_id"])


async def _alert(request: web.Request, site: Site) -> Alert:
    """The one in the path; who asks for one that is gone is led back to the list."""
    alert = await find_alert(request.app[keys.KEPT], site.id, _number(request))
    if alert is None:
        raise _back(request, site)
    return alert


def _back(request: web.Request, site: Site) -> web.HTTPSeeOther:
    return web.HTTPSeeOther(url(request, "alerts", site_id=site.id))
