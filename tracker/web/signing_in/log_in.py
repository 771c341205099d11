"""Logging in and out."""

from __future__ import annotations

from aiohttp import web

from tracker.domain.names import key_of
from tracker.storage.accounts import users
from tracker.storage.accounts.users import User
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.redirects import landing, safe_target
from tracker.web.asking.retry_after import too_often, with_retry_after
from tracker.web.asking.sessions import SWITCHED_OFF, current_login, current_user, end_session
from tracker.web.asking.tries import try_of_browser
from tracker.web.forms.accounts import LogIn
from tracker.web.forms.passphrases import LONGEST
from tracker.web.forms.reading import read_form, typed
from tracker.web.mail.links import mails_links
from tracker.web.pages.headers import with_passkeys
from tracker.web.pages.pages import render, url
from tracker.web.signing_in.first_user import LINK_COMMANDS
from tracker.web.signing_in.local_log_in import must_be_on
from tracker.web.signing_in.passkey_place import offered_at
from tracker.web.signing_in.second_step import enter
from tracker.web.words.i18n import _


async def login_page(request: web.Request) -> web.Response:
    """The form; who is signed in already goes on."""
    if await current_user(request):
        raise web.HTTPSeeOther(landing(request))
    return await login_form(request, LogIn())


async def log_in(request: web.Request) -> web.Response:
    """To the page asked for, or the form again: 401 when wrong, 429 when too often."""
    must_be_on(request)
    form = await read_form(request, LogIn)
    if not form.validate():
        return await login_form(request, form, 422)
    login, password = typed(form.login), typed(form.password)[: LONGEST + 1]
    found = await users.find_user(request.app[keys.KEPT], login)
    tried = try_of_browser(request, key_of(login), found)
    if wait := await request.app[keys.THROTTLE].admit(tried):
        await audit(request, "log-in throttled", account_name(found))
        return await login_form(request, _with_error(form, too_often(wait)), 429, wait)
    right = await request.app[keys.PASSWORDS].verify(found[1] if found else None, password)
    if not found or not right:
        await audit(request, "log-in refused", account_name(found))
        wrong = _("The name or the password is wrong.")
        return await login_form(request, _with_error(form, wrong), 401)
    await request.app[keys.THROTTLE].forgive(tried)
    await request.app[keys.NEW_PASSWORDS].renew(found[0].id, found[1], password)
    if found[0].disabled_at is not None:  # only said to whoever knows the password
        await audit(request, "log-in to an account that is switched off", account_name(found))
        return await login_form(request, _with_error(form, str(SWITCHED_OFF)), 403)
    raise await enter(request, found[0], safe_target(request.query.get("next", "/")))


def account_name(found: tuple[User, str] | None) -> str:
    """The account that somebody tries, for the audit log; what was typed stays out of it."""
    return f"user {found[0].id}" if found else ""


async def login_form(
    request: web.Request,
    form: LogIn,
    status: int = 200,
    wait: float = 0,
    *,
    passkey_error: str = "",
) -> web.Response:
    """The page; what was wrong with a passkey stands above it."""
    context = {
        "passkeys": offered_at(request) is not None,
        "passkey_error": passkey_error,
        "form": form,
        "next": safe_target(request.query.get("next", "/")),
        "open": request.app[keys.CHANGING].registration == "open",
        "anybody": await request.app[keys.ACCOUNTS].anybody(),
        "first_link_commands": LINK_COMMANDS,
        "mails": mails_links(request),
        "provider": request.app[keys.PROVIDER],
        "local": request.app[keys.CONFIG].local_login,
    }
    page = await render(request, "accounts/login.html", status, **context)
    return with_retry_after(with_passkeys(page), wait)


def _with_error(form: LogIn, error: str) -> LogIn:
    form.password.errors = [error]
    return form


async def log_out(request: web.Request) -> web.Response:
    """End this session; a stranger is sent to the same place."""
    current = await current_login(request)
    if current is None:
        raise web.HTTPSeeOther(url(request, "login"))
    await end_session(request, current, current.id)
    await audit(request, "logged out", f"user {current.user.id}")
    raise web.HTTPSeeOther(url(request, "login"), headers={"Clear-Site-Data": '"cache"'})
