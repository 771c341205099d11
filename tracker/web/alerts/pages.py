"""A site's alerts: seen by its members, made and changed by its editors."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
from aiohttp import web

from tracker.domain.alerts.alert import Alert
from tracker.domain.alerts.target import Target
from tracker.domain.reports.goals import Goal
from tracker.domain.reports.kept import TooMany
from tracker.domain.roles import may
from tracker.services.alerts.changes import Others
from tracker.storage.alerts.alerts import alerts_of, find_alert
from tracker.storage.alerts.guests import Guest, guests_of, told_guests
from tracker.storage.alerts.readers import readers_of
from tracker.storage.alerts.report_mails import asked_reports
from tracker.storage.alerts.targets import targets_of, told_targets
from tracker.storage.sites.goals import goals_of
from tracker.storage.sites.members import Member, members_of
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.alerts.forms import PAUSE_NAMES, AlertForm, form_of
from tracker.web.alerts.paused import paused_in_words
from tracker.web.alerts.words import KIND_NAMES, alert_in_words
from tracker.web.asking.audit import audit
from tracker.web.asking.sessions import signed_in
from tracker.web.asking.site_access import site_for
from tracker.web.forms.bodies import fields_of
from tracker.web.forms.reading import read_form
from tracker.web.mail.links import mails_links
from tracker.web.pages.pages import render, url
from tracker.web.words.i18n import _

MOST_OFFERED = 20  # members in the form; the others choose for themselves in the list


class Offer(NamedTuple):
    """What an alert of the site can be about, and whom it can be told to."""

    goals: tuple[Goal, ...]
    members: list[Member]
    targets: list[Target]
    guests: list[Guest]


async def alert_list(request: web.Request) -> web.Response:
    """What there is and who is told; for editors the form for another one."""
    site, user = await site_for(request, "viewer"), await signed_in(request)
    asked = request.query if "kind" in request.query else None
    form = AlertForm(asked, data={"readers": [str(user.id)]})
    return await _page(request, site, form)


async def alert_add(request: web.Request) -> web.Response:
    """It is watched from now on."""
    site, user = await site_for(request, "editor"), await signed_in(request)
    form, offer = await read_form(request, AlertForm), await _offer(request, site)
    alert = form.alert(site.id, [goal.id for goal in offer.goals])
    if alert is None:
        return await _page(request, site, form, 422)
    now, is_on = request.app[keys.CLOCK](), not form.is_off.data
    new = msgspec.structs.replace(alert, user_id=user.id, created_at=now, is_on=is_on)
    try:
        await request.app[keys.ALERT_CHANGES].add(new, *_told(request, form, offer))
    except TooMany:
        form.name.errors = [_("A site has at most 500 alerts. Remove one first.")]
        return await _page(request, site, form, 422)
    await audit(request, "alert made", f"site {site.id}")
    raise _back(request, site)


async def alert_page(request: web.Request) -> web.Response:
    """One of them, to be changed or removed."""
    site = await site_for(request, "editor")
    alert = await _alert(request, site)
    db = request.app[keys.DATABASE]
    readers, targets = await readers_of(db, site.id), await told_targets(db, site.id)
    guests = await told_guests(db, site.id)
    others = Others(targets.get(alert.id, ()), guests.get(alert.id, ()))
    form = form_of(alert, readers.get(alert.id, ()), others)
    return await _change_page(request, site, form, alert)


async def alert_change(request: web.Request) -> web.Response:
    """Change it or, by its other button, remove it; either twice is no error."""
    site = await site_for(request, "editor")
    form, changes = await read_form(request, AlertForm), request.app[keys.ALERT_CHANGES]
    if form.remove.data:
        if await changes.remove(site.id, _number(request)):
            await audit(request, "alert removed", f"site {site.id}")
        raise _back(request, site)
    before, offer = await _alert(request, site), await _offer(request, site)
    alert = form.alert(site.id, [goal.id for goal in offer.goals], before.id)
    if alert is None:
        return await _change_page(request, site, form, before, 422)
    changed = msgspec.structs.replace(alert, is_on=not form.is_off.data)
    chosen, others = _told(request, form, offer)
    kept = await _not_offered(request, before, offer)
    if await changes.change(changed, chosen | kept, others):
        await audit(request, "alert changed", f"site {site.id}")
    raise _back(request, site)


async def alert_mine(request: web.Request) -> web.Response:
    """Whoever is on the site gets it by mail, or does not any more; nobody else's matter."""
    site, user = await site_for(request, "viewer"), await signed_in(request)
    wanted = (await fields_of(request)).get("mine") == "yes"
    changes = request.app[keys.ALERT_CHANGES]
    await changes.read(site.id, _number(request), user.id, wanted and mails_links(request))
    raise _back(request, site)


async def reports_mine(request: web.Request) -> web.Response:
    """Which reports whoever is on the site gets by mail; nobody else's matter."""
    site, user = await site_for(request, "viewer"), await signed_in(request)
    wanted = set((await fields_of(request)).getall("every", ()))
    if not mails_links(request) or not user.email:
        wanted = set()
    zone = user.time_zone or site.time_zone
    await request.app[keys.REPORT_MAILS].ask(site.id, user.id, wanted, zone)
    raise web.HTTPSeeOther(url(request, "alerts", site_id=site.id) + "?saved#reports")


def _told(request: web.Request, form: AlertForm, offer: Offer) -> tuple[set[int], Others | None]:
    """The members and the targets; None: whoever sends it may not choose these."""
    readers = form.chosen("readers", [each.user_id for each in offer.members[:MOST_OFFERED]])
    if not may(request[keys.ROLE], "owner"):
        return readers, None
    targets = form.chosen("targets", [each.id for each in offer.targets])
    return readers, Others(targets, form.chosen("guests", [each.id for each in offer.guests]))


async def _not_offered(request: web.Request, alert: Alert, offer: Offer) -> set[int]:
    """Who gets it already and could not be ticked."""
    readers = await readers_of(request.app[keys.DATABASE], alert.site_id)
    offered = {each.user_id for each in offer.members[:MOST_OFFERED]}
    return readers.get(alert.id, set()) - offered


def _number(request: web.Request) -> int:
    return int(request.match_info["alert_id"])


async def _alert(request: web.Request, site: Site) -> Alert:
    """The one in the path; who asks for one that is gone is led back to the list."""
    alert = await find_alert(request.app[keys.DATABASE], site.id, _number(request))
    if alert is None:
        raise _back(request, site)
    return alert


def _back(request: web.Request, site: Site) -> web.HTTPSeeOther:
    return web.HTTPSeeOther(url(request, "alerts", site_id=site.id))


async def _offer(request: web.Request, site: Site) -> Offer:
    db = request.app[keys.DATABASE]
    return Offer(
        await goals_of(db, site.id),
        await members_of(db, site.id),
        await targets_of(db, site.id),
        await guests_of(db, site.id),
    )


async def _page(
    request: web.Request, site: Site, form: AlertForm, status: int = 200
) -> web.Response:
    db, offer = request.app[keys.DATABASE], await _offer(request, site)
    alerts, names = await alerts_of(db, site.id), {goal.id: goal.name for goal in offer.goals}
    return await _drawn(
        request,
        "alerts/list.html",
        site,
        form,
        offer,
        status,
        alerts=alerts,
        said={each.id: alert_in_words(each, names.get(each.goal_id or 0, "")) for each in alerts},
        readers=await readers_of(db, site.id),
        told=await told_targets(db, site.id),
        asked=await told_guests(db, site.id),
        paused=paused_in_words(request.app),
        reports=await asked_reports(db, site.id, (await signed_in(request)).id),
        saved=request.query_string == "saved",
        learned=request.app[keys.ALERTS].learned(site.id),
    )


async def _change_page(
    request: web.Request, site: Site, form: AlertForm, alert: Alert, status: int = 200
) -> web.Response:
    offer = await _offer(request, site)
    return await _drawn(request, "alerts/change.html", site, form, offer, status, alert=alert)


async def _drawn(  # noqa: PLR0917
    request: web.Request,
    page: str,
    site: Site,
    form: AlertForm,
    offer: Offer,
    status: int,
    **more: Any,
) -> web.Response:
    return await render(
        request,
        page,
        status,
        site=site,
        form=form,
        offer=offer,
        kinds=KIND_NAMES,
        pauses=PAUSE_NAMES,
        most=MOST_OFFERED,
        mails=mails_links(request),
        **more,
    )
