"""Asking for one of the links that get somebody in without the password: one that logs in, and one
that sets another password."""

from __future__ import annotations

from typing import NamedTuple

from aiohttp import web

from tracker.domain.mailed_links import LIFE
from tracker.services.mail.mailer import MailboxFull
from tracker.storage.accounts import mailed_links, users
from tracker.storage.accounts.mailed_links import Purpose
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.redirects import safe_target
from tracker.web.forms.links import Address
from tracker.web.forms.reading import read_form, typed
from tracker.web.mail.links import public_link
from tracker.web.mail.writing import compose
from tracker.web.pages.pages import url
from tracker.web.signing_in.asking_browser import browser_of, on_its_way
from tracker.web.signing_in.local_log_in import must_be_on
from tracker.web.signing_in.mail_trouble import Trouble, asker_of, asking_form, trouble_with
from tracker.web.signing_in.second_step import with_next


class Kind(NamedTuple):
    """Which of the two links is asked for."""

    purpose: Purpose
    ask: str  # the names of the routes
    open: str
    mail: str
    page: str


LOGIN = Kind("login", "login_link_ask", "login_link", "login_link", "links/ask_login.html")
RESET = Kind("reset", "reset_ask", "reset", "reset", "links/ask_reset.html")


async def login_link_ask_page(request: web.Request) -> web.Response:
    """The form that asks for a link to log in with."""
    return await _asking_page(request, LOGIN, Address())


async def login_link_ask(request: web.Request) -> web.Response:
    """Mail one, if somebody has that address."""
    return await _ask(request, LOGIN)


async def reset_ask_page(request: web.Request) -> web.Response:
    """The form that asks for a link to another password."""
    return await _asking_page(request, RESET, Address())


async def reset_ask(request: web.Request) -> web.Response:
    """Mail one, if somebody has that address."""
    return await _ask(request, RESET)


async def _ask(request: web.Request, kind: Kind) -> web.Response:
    """The same answer after the same work, whether somebody has that address or not."""
    must_be_on(request)
    form = await read_form(request, Address)
    if not form.validate():
        return await _asking_page(request, kind, form, Trouble(422, "", at_address=True))
    address = typed(form.email)
    found = await users.find_user(request.app[keys.KEPT], address)
    tried = asker_of(request, address, found)
    if trouble := await trouble_with(request, address, tried, is_theirs=bool(tried.known)):
        return await _asking_page(request, kind, form, trouble)
    browser = browser_of(request)
    await _mail_link(request, kind, address, browser)
    sends = request.app[keys.MAILER].sends
    said = {"address": address, "sends": sends, "user": None}
    return await on_its_way(request, "links/sent.html", browser, **said)


async def _mail_link(request: web.Request, kind: Kind, address: str, browser: str) -> None:
    """The mail goes to the address as its holder wrote it, not as it was typed just now: two that
    are the same to us may be different mailboxes."""
    app = request.app
    holder = await mailed_links.holder_of(app[keys.KEPT], address)
    to = holder.email if holder else address
    whose = holder.id if holder else None
    token = await app[keys.MAILED_LINKS].issue(kind.purpose, whose, to, browser)
    target = safe_target(request.query.get("next", "/"))
    link = with_next(public_link(request, kind.open, token=token), target)
    mail = await compose(request, to, kind.mail, link=link, minutes=LIFE // 60_000)
    await audit(request, f"{kind.purpose} link asked for", f"user {holder.id}" if holder else "")
    if app[keys.MAILER].is_full:  # by now: for everybody alike
        raise MailboxFull
    if holder:
        app[keys.MAILER].post(mail)


async def _asking_page(
    request: web.Request, kind: Kind, form: Address, trouble: Trouble | None = None
) -> web.Response:
    must_be_on(request)
    action = with_next(url(request, kind.ask), safe_target(request.query.get("next", "/")))
    return await asking_form(request, kind.page, form, trouble, action=action)
