"""One's own account: who I am here, where I am logged in, another password."""

from __future__ import annotations

from typing import Any

import aiohttp_session
from aiohttp import web

from tracker.services.accounts import two_factors
from tracker.storage.accounts import identities, login_sessions
from tracker.storage.accounts.identities import Identity
from tracker.storage.accounts.passkeys import held_passkeys
from tracker.storage.accounts.personal_tokens import held_by
from tracker.storage.accounts.users import User
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.sessions import end_session, signed_in, signed_in_login, start_session
from tracker.web.forms.accounts import NewPassword
from tracker.web.forms.bodies import fields_of
from tracker.web.forms.passphrases import passphrase
from tracker.web.forms.reading import typed
from tracker.web.mail.account_notices import tell_owner
from tracker.web.pages.attribution import attribution
from tracker.web.pages.pages import render, url
from tracker.web.signing_in.typed_secrets import are_right, prove_elsewhere


async def account_page(request: web.Request) -> web.Response:
    """Who I am here, and the browsers that are signed in as me."""
    current = await signed_in_login(request)
    now = request.app[keys.CLOCK]()
    db = request.app[keys.KEPT]
    sessions = await login_sessions.sessions_of(db, current.user.id, now)
    context: dict[str, Any] = {
        "sessions": sessions,
        "tokens_held": await held_by(db, current.user.id),
        "two_factors": await two_factors.is_on(db, current.user.id),
        "no_password": await identities.has_no_password(db, current.user.id),
        "provider": request.app[keys.PROVIDER],
        "identity": await _identity(request, current.user),
        "passkeys_held": await held_passkeys(db, current.user.id),
        "attribution": attribution(request) if any(each.country for each in sessions) else (),
    }
    return await render(request, "accounts/account.html", current=current, **context)


async def _identity(request: web.Request, user: User) -> Identity | None:
    """Who I am at the provider of now."""
    provider = request.app[keys.PROVIDER]
    mine = await identities.identities_of(request.app[keys.KEPT], user.id)
    return next((each for each in mine if provider and each.issuer == provider.issuer), None)


async def session_revoke(request: web.Request) -> web.Response:
    """Sign one of my browsers out; nothing happens for an id that is not mine."""
    current = await signed_in_login(request)
    session_id = int(request.match_info["session_id"])
    if await end_session(request, current, session_id):
        await audit(request, "session ended", f"session {session_id}")
    raise web.HTTPSeeOther(url(request, "account"))


async def sessions_revoke(request: web.Request) -> web.Response:
    """Sign all my other browsers out."""
    current = await signed_in_login(request)
    await _end(request, current.user.id, kept=current.id)
    await audit(request, "other sessions ended", f"user {current.user.id}")
    raise web.HTTPSeeOther(url(request, "account"))


async def log_out_everywhere(request: web.Request) -> web.Response:
    """Sign out all my browsers, this one too; what they hold open is closed."""
    current = await signed_in_login(request)
    await _end(request, current.user.id)
    (await aiohttp_session.get_session(request)).invalidate()
    await audit(request, "all sessions ended", f"user {current.user.id}")
    raise web.HTTPSeeOther(url(request, "login"), headers={"Clear-Site-Data": '"cache"'})


async def _end(request: web.Request, user_id: int, kept: int = 0) -> None:
    """The user's sessions but one and, where that was asked for, their tokens."""
    with_tokens = (await fields_of(request)).get("tokens") == "end"
    await request.app[keys.LOG_INS].end_all(user_id, kept=kept, with_tokens=with_tokens)


async def password_page(request: web.Request) -> web.Response:
    """The form of another password."""
    user = await signed_in(request)
    return await _password_form(request, user, await _new_password(request, user))


async def password_change(request: web.Request) -> web.Response:
    """Another password: every other browser is logged out, and this one gets a new session."""
    current = await signed_in_login(request)
    form = await _new_password(request, current.user)
    if not form.validate() or not await are_right(request, current.user, form.current, form.code):
        return await _password_form(request, current.user, form, 422)
    password, with_tokens = typed(form.password), form.ends_tokens()
    await request.app[keys.NEW_PASSWORDS].change(current, password, with_tokens=with_tokens)
    await start_session(request, current.user)
    await audit(request, "password changed", f"user {current.user.id}")
    await tell_owner(request, current.user, "password changed")
    raise web.HTTPSeeOther(url(request, "account"))


async def _new_password(request: web.Request, user: User) -> NewPassword:
    """The form, as sent or still empty; without the code for who has one factor only."""
    form = NewPassword(await fields_of(request) if request.method == "POST" else None)
    form.user = user
    if not await two_factors.is_on(request.app[keys.KEPT], user.id):
        del form.code
    await prove_elsewhere(request, form, form.current, user)
    return form


async def _password_form(
    request: web.Request, user: User, form: NewPassword, status: int = 200
) -> web.Response:
    db = request.app[keys.KEPT]
    context: dict[str, Any] = {"form": form, "passphrase": passphrase()}
    context["tokens_held"] = await held_by(db, user.id)
    context["passkeys_held"] = await held_passkeys(db, user.id)
    return await render(request, "accounts/password.html", status, **context)
