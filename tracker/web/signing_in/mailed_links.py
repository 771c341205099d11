"""Getting in without the password: a link that logs in, and one that sets another password."""

from __future__ import annotations

import secrets
from typing import Any, NamedTuple

from aiohttp import web

from tracker.domain.mailed_links import LIFE, Worth
from tracker.services.mail.mailer import MailboxFull
from tracker.storage.accounts import mailed_links, users
from tracker.storage.accounts.mailed_links import MailedLink, Purpose
from tracker.storage.accounts.personal_tokens import held_by
from tracker.storage.accounts.users import User
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.redirects import safe_target
from tracker.web.asking.retry_after import with_retry_after
from tracker.web.forms.accounts import AnotherPassword
from tracker.web.forms.links import Address
from tracker.web.forms.passphrases import passphrase
from tracker.web.forms.reading import read_form, typed
from tracker.web.mail.links import can_mail_links, public_link
from tracker.web.mail.writing import compose
from tracker.web.pages.pages import render, url
from tracker.web.signing_in.mail_trouble import Trouble, asker_of, trouble_with
from tracker.web.signing_in.opened_links import ASKED, not_good, opened, quiet
from tracker.web.signing_in.second_step import enter, with_next


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


async def login_link_page(request: web.Request) -> web.Response:
    """One click from being logged in."""
    link = await opened(request, "login")
    if isinstance(link, web.Response):
        return link
    target = safe_target(request.query.get("next", "/"))
    action = with_next(url(request, "login_link", token=request.match_info["token"]), target)
    return quiet(await render(request, "links/login.html", link=link, action=action, user=None))


async def login_link(request: web.Request) -> web.Response:
    """Logged in, or on to the code; the link is used up."""
    link = await opened(request, "login")
    if isinstance(link, web.Response):
        return link
    if not await request.app[keys.MAILED_LINKS].use(link):
        return await not_good(request, "login", Worth.USED)
    await _forgive(request, link.user)
    await audit(request, "log-in link used", f"user {link.user.id}", actor_id=link.user.id)
    raise await enter(request, link.user, safe_target(request.query.get("next", "/")))


async def reset_page(request: web.Request) -> web.Response:
    """The form of another password."""
    link = await opened(request, "reset")
    if isinstance(link, web.Response):
        return link
    return await _reset_form(request, link, AnotherPassword())


async def reset(request: web.Request) -> web.Response:
    """Another password: every session ends, this browser gets a new one, the link is used up."""
    link = await opened(request, "reset")
    if isinstance(link, web.Response):
        return link
    form = await read_form(request, AnotherPassword)
    form.user = link.user
    if not form.validate():
        return await _reset_form(request, link, form, 422)
    password, with_tokens = typed(form.password), form.ends_tokens()
    if not await request.app[keys.NEW_PASSWORDS].reset(link, password, with_tokens=with_tokens):
        return await not_good(request, "reset", Worth.USED)
    await _forgive(request, link.user)
    await audit(request, "password reset", f"user {link.user.id}", actor_id=link.user.id)
    raise await enter(request, link.user)


async def _forgive(request: web.Request, user: User) -> None:
    """Whoever has used a link may ask anew."""
    found = await users.find_user(request.app[keys.DATABASE], user.name)
    request.app[keys.LINK_THROTTLE].forgive(asker_of(request, user.email, found))


async def _reset_form(
    request: web.Request, link: MailedLink, form: AnotherPassword, status: int = 200
) -> web.Response:
    context: dict[str, Any] = {"link": link, "form": form, "passphrase": passphrase(), "user": None}
    context["tokens_held"] = await held_by(request.app[keys.DATABASE], link.user.id)
    context["action"] = url(request, "reset", token=request.match_info["token"])
    return quiet(await render(request, "links/reset.html", status, **context))


async def _ask(request: web.Request, kind: Kind) -> web.Response:
    """The same answer after the same work, whether somebody has that address or not."""
    form = await read_form(request, Address)
    if not form.validate():
        return await _asking_page(request, kind, form, Trouble(422, "", at_address=True))
    address = typed(form.email)
    found = await users.find_user(request.app[keys.DATABASE], address)
    tried = asker_of(request, address, found)
    if trouble := await trouble_with(request, address, tried, is_theirs=bool(tried.known)):
        if trouble.at_address:
            form.email.errors = [trouble.said]
        return await _asking_page(request, kind, form, trouble)
    browser = ASKED.read(request) or secrets.token_urlsafe(32)
    await _mail_link(request, kind, address, browser)
    sends = request.app[keys.MAILER].sends
    answer = await render(request, "links/sent.html", address=address, sends=sends, user=None)
    ASKED.give(request, answer, browser)
    return answer


async def _mail_link(request: web.Request, kind: Kind, address: str, browser: str) -> None:
    """The mail goes to the address as its holder wrote it, not as it was typed just now: two that
    are the same to us may be different mailboxes."""
    app = request.app
    holder = await mailed_links.holder_of(app[keys.DATABASE], address)
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
    target = safe_target(request.query.get("next", "/"))
    context: dict[str, Any] = {
        "form": form,
        "action": with_next(url(request, kind.ask), target),
        "trouble": trouble.said if trouble and not trouble.at_address else "",
        "can_mail": can_mail_links(request),
        "sends": request.app[keys.MAILER].sends,
    }
    status, wait = (trouble.status, trouble.wait) if trouble else (200, 0.0)
    return with_retry_after(await render(request, kind.page, status, **context), wait)
