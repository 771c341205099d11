"""The link to another password, for whoever has lost theirs."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tracker.domain.mailed_links import Worth
from tracker.storage.accounts.mailed_links import MailedLink
from tracker.storage.accounts.passkeys import held_passkeys
from tracker.storage.accounts.personal_tokens import held_by
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.forms.accounts import AnotherPassword
from tracker.web.forms.passphrases import passphrase
from tracker.web.forms.reading import read_form, typed
from tracker.web.mail.account_notices import tell_owner
from tracker.web.pages.pages import render, url
from tracker.web.signing_in.local_log_in import must_be_on
from tracker.web.signing_in.mail_trouble import forgive
from tracker.web.signing_in.opened_links import not_good, opened, quiet
from tracker.web.signing_in.second_step import enter


async def reset_page(request: web.Request) -> web.Response:
    """The form of another password."""
    must_be_on(request)
    link = await opened(request, "reset")
    if isinstance(link, web.Response):
        return link
    return await _form(request, link, AnotherPassword())


async def reset(request: web.Request) -> web.Response:
    """Another password: every session ends, this browser gets a new one, the link is used up."""
    must_be_on(request)
    link = await opened(request, "reset")
    if isinstance(link, web.Response):
        return link
    form = await read_form(request, AnotherPassword)
    form.user = link.user
    if not form.validate():
        return await _form(request, link, form, 422)
    password, with_tokens = typed(form.password), form.ends_tokens()
    if not await request.app[keys.NEW_PASSWORDS].reset(link, password, with_tokens=with_tokens):
        return await not_good(request, "reset", Worth.USED)
    await forgive(request, link.user)
    await audit(request, "password reset", f"user {link.user.id}", actor_id=link.user.id)
    await tell_owner(request, link.user, "password changed")
    raise await enter(request, link.user)


async def _form(
    request: web.Request, link: MailedLink, form: AnotherPassword, status: int = 200
) -> web.Response:
    context: dict[str, Any] = {"link": link, "form": form, "passphrase": passphrase(), "user": None}
    db = request.app[keys.KEPT]
    context["tokens_held"] = await held_by(db, link.user.id)
    context["passkeys_held"] = await held_passkeys(db, link.user.id)
    context["action"] = url(request, "reset", token=request.match_info["token"])
    return quiet(await render(request, "links/reset.html", status, **context))
