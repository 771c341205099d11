"""The pages of a site's alerts, drawn."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tracker.domain.alerts.alert import Alert
from tracker.storage.alerts.alerts import alerts_of
from tracker.storage.alerts.guests import told_guests
from tracker.storage.alerts.readers import readers_of
from tracker.storage.alerts.report_mails import asked_reports
from tracker.storage.alerts.targets import told_targets
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.alerts.forms import PAUSE_NAMES, AlertForm
from tracker.web.alerts.offers import MOST_OFFERED, Offer, offer_of
from tracker.web.alerts.paused import paused_in_words
from tracker.web.alerts.words import KIND_NAMES, alert_in_words
from tracker.web.asking.sessions import signed_in
from tracker.web.mail.links import mails_links
from tracker.web.pages.pages import render


async def list_page(
    request: web.Request, site: Site, form: AlertForm, status: int = 200
) -> web.Response:
    """All of them, with the form for another one."""
    db, offer = request.app[keys.KEPT], await offer_of(request, site)
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
        is_learning=request.app[keys.ALERTS].is_learning(site.id),
    )


async def change_page(
    request: web.Request, site: Site, form: AlertForm, alert: Alert, status: int = 200
) -> web.Response:
    """The form of one that there is."""
    offer = await offer_of(request, site)
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
