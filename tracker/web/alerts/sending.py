"""One message to whom it is for: written in their language at the last moment, and handed over."""

from __future__ import annotations

from contextvars import Context
from functools import partial

from aiohttp import web

from tracker.domain.alerts.message import Request, request_to, signed
from tracker.domain.alerts.target import Target
from tracker.services.alerts.webhooks import NotTaken, Webhooks
from tracker.storage.accounts.people import find_person
from tracker.storage.accounts.users import User
from tracker.storage.alerts.deliveries import Delivery
from tracker.storage.alerts.targets import find_target
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.alerts.mailing import send_mail
from tracker.web.alerts.report_mail import send_report
from tracker.web.alerts.words import told_of
from tracker.web.words.i18n import read_as


async def send(app: web.Application, webhooks: Webhooks, delivery: Delivery) -> None:
    """Raises NotTaken."""
    site = app[keys.SITES].by_id.get(delivery.site_id)
    if site is None:
        raise NotTaken("left", lasting=True)
    if delivery.kind in {"week", "month"}:
        await send_report(app, site, delivery)
    elif delivery.target_id is None:
        await send_mail(app, site, delivery)
    else:
        await webhooks.post(await _posted(app, site, delivery, delivery.target_id))


async def _posted(app: web.Application, site: Site, delivery: Delivery, target_id: int) -> Request:
    db, seconds = app[keys.KEPT], app[keys.CLOCK]() // 1000
    target = await find_target(db, site.id, target_id)
    if target is None:
        raise NotTaken("left", lasting=True)
    maker = await find_person(db, target.user_id) if target.user_id else None
    user = maker.user if maker else None
    write = partial(_request, app, delivery, site, target, user)
    return signed(Context().run(write), target, delivery.token, seconds)


def _request(
    app: web.Application, delivery: Delivery, site: Site, target: Target, user: User | None
) -> Request:
    if user:
        read_as(user)
    told = told_of(app, site, delivery.facts)
    return request_to(target, delivery.token, site.name, delivery.facts, told)
