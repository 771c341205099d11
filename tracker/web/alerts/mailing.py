"""Alerts by mail: to members, each with a link by which it is left."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from functools import partial

import msgspec
from aiohttp import web

from tracker.services.alerts.webhooks import NotTaken
from tracker.services.mail.mailer import without
from tracker.services.mail.message import Mail
from tracker.services.mail.server import MailRefused
from tracker.storage.accounts.people import find_person
from tracker.storage.accounts.users import User
from tracker.storage.alerts.deliveries import Delivery
from tracker.storage.alerts.guests import find_guest
from tracker.storage.alerts.leaving import alert_token
from tracker.storage.sites.sites import Site, member_site
from tracker.web import keys
from tracker.web.alerts.words import told_of
from tracker.web.mail.links import public_address
from tracker.web.mail.writing import write
from tracker.web.words.i18n import read_as, read_in


async def send_mail(app: web.Application, site: Site, delivery: Delivery) -> None:
    """To a member or a guest; raises NotTaken."""
    if delivery.guest_id is not None:
        await _send_to_guest(app, site, delivery)
        return
    user = await reader_of(app, site, delivery)
    token = await alert_token(app[keys.KEPT], delivery.facts.alert_id, user.id)
    if token is None:
        raise NotTaken("left", lasting=True)
    read = partial(read_as, user)
    write_it = partial(_written, app, site, delivery, user.email, token, read)
    await deliver(app, Context().run(write_it), delivery)


async def _send_to_guest(app: web.Application, site: Site, delivery: Delivery) -> None:
    guest = await find_guest(app[keys.KEPT], delivery.guest_id or 0)
    if guest is None or guest.confirmed_at is None:
        raise NotTaken("left", lasting=True)
    read = partial(read_in, guest.language)
    write_it = partial(_written, app, site, delivery, guest.email, guest.token, read)
    await deliver(app, Context().run(write_it), delivery)


async def reader_of(app: web.Application, site: Site, delivery: Delivery) -> User:
    """The member who is told, as long as they are one and can be written to. Raises NotTaken."""
    db, user_id = app[keys.KEPT], delivery.user_id or 0
    person = await find_person(db, user_id)
    on_site = person and await member_site(db, user_id, site.id)
    if not on_site or not person or person.user.disabled_at or not person.user.email:
        raise NotTaken("left", lasting=True)
    return person.user


async def deliver(app: web.Application, mail: Mail, delivery: Delivery) -> None:
    """Raises NotTaken."""
    mail = msgspec.structs.replace(mail, id=delivery.token)
    try:
        await app[keys.MAILER].deliver(mail)
    except MailRefused as refused:
        said = without(mail.to, f"{refused.kind}: {refused.reply}")
        raise NotTaken("mail", said, lasting=refused.lasting) from None


def leave_address(app: web.Application, token: str) -> str:
    """Where a mail is left."""
    return public_address(app, "mail_leave", token=token)


def _written(  # noqa: PLR0917
    app: web.Application,
    site: Site,
    delivery: Delivery,
    to: str,
    token: str,
    read: Callable[[], None],
) -> Mail:
    read()
    told, leave = told_of(app, site, delivery.facts), leave_address(app, token)
    more = {"site": site.name, "alert": delivery.facts.alert, "leave": leave}
    mail = write(app, to, "alert", title=told.title, said=told.text, link=told.url, **more)
    return msgspec.structs.replace(mail, leave=leave)
