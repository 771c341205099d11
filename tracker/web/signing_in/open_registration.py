"""Registering where it is open to everybody, without telling anybody who has an account.

Where mails are sent, the account is made once the link in the mail was followed. The answer is the
same whether somebody has an account with that address or not, after the same work: one mail goes
there, which says what is the case to whoever reads that mailbox. Where none are sent, nothing could
prove whose an address is, so that none is asked for: the account is known by its name.
"""

from __future__ import annotations

from aiohttp import web

from tracker.domain.mailed_links import LIFE, Worth
from tracker.services.accounts.new_accounts import make_account, make_awaited, named
from tracker.services.accounts.pending_accounts import Pending
from tracker.storage.accounts import users
from tracker.storage.accounts.free_names import find_free_name
from tracker.storage.accounts.users import NewUser, Taken
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.retry_after import with_retry_after
from tracker.web.asking.sessions import start_session
from tracker.web.forms.accounts import Registration
from tracker.web.forms.reading import typed
from tracker.web.mail.links import mails_links, public_link
from tracker.web.mail.writing import compose
from tracker.web.pages.pages import render, url
from tracker.web.signing_in.asking_browser import ASKED, browser_of, on_its_way
from tracker.web.signing_in.local_log_in import must_be_on
from tracker.web.signing_in.mail_trouble import asker_of, trouble_with
from tracker.web.signing_in.opened_links import not_good, quiet
from tracker.web.signing_in.registration import (
    new_user,
    on_to_the_first_page,
    read_registration,
    registration_form,
    say_taken,
)


async def register_page(request: web.Request) -> web.Response:
    """The form, where registration is open."""
    _only_when_open(request)
    return await registration_form(request, Registration(), address=_address(request))


async def register(request: web.Request) -> web.Response:
    """A new account, signed in at once, or a mail with the link to one."""
    _only_when_open(request)
    if mails_links(request):
        return await _ask(request)
    return await on_to_the_first_page(request, make_account, _address(request))


def _address(request: web.Request) -> str | None:
    """None where one is asked for."""
    return None if mails_links(request) else ""


def _only_when_open(request: web.Request) -> None:
    if request.app[keys.CHANGING].registration != "open":
        raise web.HTTPNotFound
    must_be_on(request)


async def _ask(request: web.Request) -> web.Response:
    """Mail the link, or the word that there is an account already."""
    read = await read_registration(request, None)
    if isinstance(read, web.Response):
        return read
    form, encoded = read
    new = await _named(request, form, encoded)
    if isinstance(new, web.Response):
        return new
    tried = asker_of(request, new.email, None)
    if trouble := await trouble_with(request, new.email, tried):
        form.email.errors = [trouble.said]
        page = await registration_form(request, form, trouble.status)
        return with_retry_after(page, trouble.wait)
    browser = browser_of(request)
    await _mail(request, Pending(new.name, new.email, new.password, browser))
    await request.app[keys.KEPT_PASSWORDS].forget(typed(form.kept))
    said = {"address": new.email, "user": None}
    return await on_its_way(request, "links/registered.html", browser, **said)


async def _named(request: web.Request, form: Registration, encoded: str) -> NewUser | web.Response:
    """With a name that is free now; or the form, where the one that was typed is not."""
    db = request.app[keys.KEPT]
    new = await named(new_user(form, encoded), db.read)
    if not typed(form.name) or await find_free_name(db.read, new.name) == new.name:
        return new
    form.keep_password(await request.app[keys.KEPT_PASSWORDS].keep(encoded))
    await say_taken(request, form, Taken("name"))
    return await registration_form(request, form, 422)


async def _mail(request: web.Request, pending: Pending) -> None:
    app, to = request.app, pending.email
    token = await app[keys.PENDING_ACCOUNTS].keep(pending)
    holder = await users.find_user(app[keys.KEPT], to)
    about = {
        "link": public_link(request, "register_confirm", token=token),
        "login": public_link(request, "login"),
        "reset": public_link(request, "reset_ask"),
        "minutes": LIFE // 60_000,
    }
    mail = await compose(request, to, "register_taken" if holder else "register", **about)
    await audit(request, "account asked for")
    app[keys.MAILER].post(mail)


async def confirm_page(request: web.Request) -> web.Response:
    """One click from the account. Opening it changes nothing: scanners of mail open links."""
    must_be_on(request)
    pending = await _found(request)
    if isinstance(pending, Worth):
        return await not_good(request, "register", pending)
    action = url(request, "register_confirm", token=request.match_info["token"])
    page = await render(request, "links/register.html", pending=pending, action=action, user=None)
    return quiet(page)


async def confirm(request: web.Request) -> web.Response:
    """The account is made, and this browser logged in."""
    must_be_on(request)
    pending = await _found(request)
    if isinstance(pending, Worth):
        return await not_good(request, "register", pending)
    new = NewUser(pending.name, pending.email, pending.encoded)
    try:
        user = await make_awaited(request.app[keys.KEPT], new, request.app[keys.CLOCK]())
    except Taken:  # another link of theirs was faster, or they had one all along
        return await not_good(request, "register", Worth.USED)
    await request.app[keys.PENDING_ACCOUNTS].forget(request.match_info["token"])
    await start_session(request, user)
    await audit(request, "account made", f"user {user.id}", actor_id=user.id)
    raise web.HTTPSeeOther(url(request, "home"))


async def _found(request: web.Request) -> Pending | Worth:
    token, browser = request.match_info["token"], ASKED.read(request)
    return await request.app[keys.PENDING_ACCOUNTS].find(token, browser)
