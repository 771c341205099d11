"""Another e-mail address: nothing changes until a link in the new mailbox was followed."""

from __future__ import annotations

from functools import partial
from typing import Any

from aiohttp import web

from tracker.domain.mailed_links import LIFE, Worth
from tracker.services.mail.message import Mail
from tracker.storage.accounts import mailed_links, users
from tracker.storage.accounts.users import User
from tracker.web import keys
from tracker.web.accounts.proofs import is_proved, proof_of
from tracker.web.asking.audit import audit
from tracker.web.asking.client import client_of
from tracker.web.asking.sessions import current_login, signed_in, signed_in_login
from tracker.web.asking.tries import try_of_session
from tracker.web.forms.links import NewAddress
from tracker.web.forms.proofs import Proof
from tracker.web.forms.reading import read_form, typed
from tracker.web.mail.links import public_link
from tracker.web.mail.writing import compose
from tracker.web.pages.pages import render, url
from tracker.web.signing_in.asking_browser import browser_of, on_its_way
from tracker.web.signing_in.mail_trouble import Trouble, asking_form, trouble_with
from tracker.web.signing_in.opened_links import not_good, opened, quiet
from tracker.web.words.i18n import _


async def email_page(request: web.Request) -> web.Response:
    """The form of another address."""
    user = await signed_in(request)
    return await _form(request, user, NewAddress(), await proof_of(request, user))


async def email_ask(request: web.Request) -> web.Response:
    """A link to the new address and a warning to the old one; the same answer for a taken one."""
    user = await signed_in(request)
    form, proof = await read_form(request, NewAddress), await proof_of(request, user)
    if not _is_another(user, form) or not await is_proved(request, proof, user):
        return await _form(request, user, form, proof, Trouble(422, "", at_address=True))
    address = typed(form.email)
    tried = try_of_session(request, await signed_in_login(request))
    if trouble := await trouble_with(request, address, tried):
        return await _form(request, user, form, proof, trouble)
    browser = browser_of(request)
    await _mail_link(request, user, address, browser)
    sends = request.app[keys.MAILER].sends
    said = {"address": address, "sends": sends}
    return await on_its_way(request, "links/email_sent.html", browser, **said)


def _is_another(user: User, form: NewAddress) -> bool:
    if not form.validate():
        return False
    if typed(form.email) == user.email:
        form.email.errors = [_("This is the address you have now.")]
        return False
    return True


async def _mail_link(request: web.Request, user: User, address: str, browser: str) -> None:
    """Somebody else who has the address is told instead: most often it is the same person, who
    would wait in vain for a mail otherwise."""
    app = request.app
    token = await app[keys.MAILED_LINKS].issue("email", user.id, address, browser)
    holder = await mailed_links.holder_of(app[keys.KEPT], address)
    about = _about(request, user, address)
    if holder and holder.id != user.id:
        to_new = await compose(request, holder.email, "email_taken", **about)
    else:
        link = public_link(request, "email_confirm", token=token)
        minutes = LIFE // 60_000
        to_new = await compose(
            request, address, "email_change", link=link, minutes=minutes, **about
        )
    warning = await _to_old(request, user, "email_change_asked", about)
    await audit(request, "another e-mail asked for", f"user {user.id}")
    app[keys.MAILER].post(to_new, *warning)


async def email_confirm_page(request: web.Request) -> web.Response:
    """One click from the new address."""
    link = await opened(request, "email")
    if isinstance(link, web.Response):
        return link
    action = url(request, "email_confirm", token=request.match_info["token"])
    return quiet(await render(request, "links/email.html", link=link, action=action))


async def email_confirm(request: web.Request) -> web.Response:
    """The new address is the account's; the old one is told."""
    link = await opened(request, "email")
    if isinstance(link, web.Response):
        return link
    about = _about(request, link.user, link.email)
    notice = await _to_old(request, link.user, "email_changed_notice", about)
    tell = partial(request.app[keys.MAILER].post, *notice)
    try:
        changed = await request.app[keys.MAILED_LINKS].change_email(link, tell)
    except users.Taken:
        return quiet(await render(request, "links/email_taken.html", 409, link=link))
    if not changed:
        return await not_good(request, "email", Worth.USED)
    if login := await current_login(request):
        await request.app[keys.LINK_THROTTLE].forgive(try_of_session(request, login))
    await audit(request, "e-mail changed", f"user {link.user.id}", actor_id=link.user.id)
    raise web.HTTPSeeOther(url(request, "account"))


async def _to_old(request: web.Request, user: User, name: str, about: dict[str, Any]) -> list[Mail]:
    """The mail to the address that the user has had, if any."""
    return [await compose(request, user.email, name, **about)] if user.email else []


def _about(request: web.Request, user: User, address: str) -> dict[str, Any]:
    """What the mails say of who did it, and how it is undone."""
    client = client_of(request)
    return {
        "who": user.name,
        "old": user.email,
        "new": address,
        "browser": client.browser,
        "network": client.network,
        "at": request.app[keys.CLOCK](),
        "reset": public_link(request, "reset_ask"),
        "account": public_link(request, "account"),
    }


async def _form(
    request: web.Request,
    user: User,
    form: NewAddress,
    proof: Proof,
    trouble: Trouble | None = None,
) -> web.Response:
    db, now = request.app[keys.KEPT], request.app[keys.CLOCK]()
    awaited = await mailed_links.awaited_email(db, user.id, now - LIFE)
    said = {"proof": proof, "awaited": awaited}
    return await asking_form(request, "links/ask_email.html", form, trouble, **said)
