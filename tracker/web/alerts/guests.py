"""People without an account on the site who get alerts by mail: an owner types their address, and
they say yes by a link before anything else is sent there."""

from __future__ import annotations

import secrets

from aiohttp import web
from wtforms import Form, StringField

from tracker.domain.names import key_of
from tracker.domain.reports.kept import TooMany
from tracker.services.mail.mailer import MailboxFull
from tracker.settings.mail import ADDRESS
from tracker.storage.alerts.guests import Guest, guests_of
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.retry_after import too_often
from tracker.web.asking.sessions import signed_in
from tracker.web.asking.site_access import site_for
from tracker.web.forms.reading import read_form, typed
from tracker.web.mail.links import mails_links, public_link
from tracker.web.mail.writing import compose
from tracker.web.pages.pages import render, url
from tracker.web.words.i18n import _, reader

RANDOM_BYTES = 32  # of a token
LONGEST = 254  # letters of an address


class GuestForm(Form):
    """An address."""

    email = StringField(_("E-mail address"))


async def guest_list(request: web.Request) -> web.Response:
    """Who there is, and the form for one more."""
    site = await site_for(request, "owner")
    return await _page(request, site, GuestForm())


async def guest_ask(request: web.Request) -> web.Response:
    """Ask by mail whether they want it. Who was asked already is asked no second time."""
    site, form = await site_for(request, "owner"), await read_form(request, GuestForm)
    email = typed(form.email).strip()
    if wrong := await _wrong(request, email):
        form.email.errors = [wrong]
        return await _page(request, site, form, 422)
    token = secrets.token_urlsafe(RANDOM_BYTES)
    try:
        await _ask(request, site, email, token)
    except (TooMany, MailboxFull) as error:
        many = _("A site has at most 10 of them. Remove one first.")
        full = _("Too many mails wait already. Try again in a minute.")
        form.email.errors = [str(many if isinstance(error, TooMany) else full)]
        return await _page(request, site, form, 422)
    raise _back(request, site)


async def guest_remove(request: web.Request) -> web.Response:
    """They get no more; doing it twice is no error."""
    site, number = await site_for(request, "owner"), int(request.match_info["guest_id"])
    if await request.app[keys.ALERT_CHANGES].remove_guest(site.id, number):
        await audit(request, "guest of alerts removed", f"site {site.id}")
    raise _back(request, site)


async def _wrong(request: web.Request, email: str) -> str:
    if not mails_links(request):
        return _("This server sends no mails (MAIL_URL and PUBLIC_URL are not set).")
    if len(email) > LONGEST or not ADDRESS.fullmatch(email):
        return _("Type an e-mail address such as ada@example.com.")
    wait = await request.app[keys.MAIL_GATE].admit(key_of(email))
    return too_often(wait) if wait else ""


async def _ask(request: web.Request, site: Site, email: str, token: str) -> None:
    user = await signed_in(request)
    guest = Guest(
        id=0,
        site_id=site.id,
        email=email,
        token=token,
        language=reader().language,
        user_id=user.id,
        created_at=request.app[keys.CLOCK](),
    )
    said = {"site": site.name, "inviter": user.name}
    link = public_link(request, "mail_leave", token=token)
    mail = await compose(request, email, "guest", link=link, **said)
    if await request.app[keys.ALERT_CHANGES].add_guest(guest):
        request.app[keys.MAILER].post(mail)
        await audit(request, "guest of alerts asked", f"site {site.id}")


def _back(request: web.Request, site: Site) -> web.HTTPSeeOther:
    return web.HTTPSeeOther(url(request, "alert_guests", site_id=site.id))


async def _page(
    request: web.Request, site: Site, form: GuestForm, status: int = 200
) -> web.Response:
    guests = await guests_of(request.app[keys.KEPT], site.id)
    mails = mails_links(request)
    return await render(
        request, "alerts/guests.html", status, site=site, form=form, guests=guests, mails=mails
    )
