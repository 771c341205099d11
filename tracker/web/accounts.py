"""Registering, logging in and out."""

from __future__ import annotations

import logging
import math

from aiohttp import web

from tracker.services.throttle import Throttle
from tracker.storage import users
from tracker.storage.users import NewUser, Taken, User
from tracker.web import keys
from tracker.web.client import rate_key_of
from tracker.web.forms.accounts import LogIn, Registration
from tracker.web.forms.passphrases import LONGEST, passphrase
from tracker.web.forms.reading import read_form, typed
from tracker.web.i18n import _, ngettext
from tracker.web.pages import render, url
from tracker.web.redirects import safe_target
from tracker.web.sessions import current_user, end_session, signed_in_login, start_session

log = logging.getLogger(__name__)


async def login_page(request: web.Request) -> web.Response:
    """The form; who is signed in already goes on."""
    if await current_user(request):
        raise web.HTTPSeeOther(safe_target(request.query.get("next", "/")))
    return await _login_form(request, LogIn())


async def log_in(request: web.Request) -> web.Response:
    """To the page asked for, or the form again: 401 when wrong, 429 when too often."""
    form = await read_form(request, LogIn)
    if not form.validate():
        return await _login_form(request, form, 422)
    login, password = typed(form.login), typed(form.password)[: LONGEST + 1]
    found = await users.find_user(request.app[keys.DATABASE], login)
    throttle = request.app[keys.THROTTLE]
    account = found[0].id if found else users.key_of(login)[:LONGEST]
    if wait := throttle.admit(rate_key_of(request), account):
        return await _login_form(request, _with_error(form, too_often(wait)), 429, wait)
    right = await request.app[keys.PASSWORDS].verify(found[1] if found else None, password)
    if not found or not right:
        log.info("log-in refused")
        wrong = _("The name or the password is wrong.")
        return await _login_form(request, _with_error(form, wrong), 401)
    await _let_in(request, *found, password)
    raise web.HTTPSeeOther(safe_target(request.query.get("next", "/")))


async def _let_in(request: web.Request, user: User, encoded: str, password: str) -> None:
    request.app[keys.THROTTLE].forgive(user.id)
    passwords = request.app[keys.PASSWORDS]
    if passwords.is_outdated(encoded):
        renewed = await passwords.hash(password)
        async with request.app[keys.DATABASE].transaction() as tx:
            await users.update_password(tx, user.id, renewed)
    await start_session(request, user)
    log.info("logged in: user %s", user.id)


async def _login_form(
    request: web.Request, form: LogIn, status: int = 200, wait: float = 0
) -> web.Response:
    context = {
        "form": form,
        "next": safe_target(request.query.get("next", "/")),
        "open": request.app[keys.CONFIG].registration == "open",
        "anybody": await users.any_user(request.app[keys.DATABASE]),
    }
    response = await render(request, "accounts/login.html", status, **context)
    if wait:
        response.headers["Retry-After"] = str(math.ceil(wait))
    return response


def _with_error(form: LogIn, error: str) -> LogIn:
    form.password.errors = [error]
    return form


def too_often(wait: float) -> str:
    """What to tell somebody who has to wait."""
    seconds = math.ceil(wait)
    text = ngettext(
        "Too many tries. Wait %(num)d second.", "Too many tries. Wait %(num)d seconds.", seconds
    )
    return text % {"num": seconds}


async def log_out(request: web.Request) -> web.Response:
    """End this session; a stranger is sent to the same place."""
    current = await signed_in_login(request)
    await end_session(request, current, current.id)
    raise web.HTTPSeeOther(url(request, "login"), headers={"Clear-Site-Data": '"cache"'})


async def register_page(request: web.Request) -> web.Response:
    """The form, where registration is open."""
    _only_when_open(request)
    return await registration_form(request, Registration())


async def register(request: web.Request) -> web.Response:
    """A new account, signed in at once."""
    _only_when_open(request)
    return await create_account(request, users.insert_user)


def _only_when_open(request: web.Request) -> None:
    if request.app[keys.CONFIG].registration != "open":
        raise web.HTTPNotFound


async def registration_form(
    request: web.Request, form: Registration, status: int = 200
) -> web.Response:
    """The form of a new account, with a passphrase to take."""
    context = {
        "form": form,
        "passphrase": passphrase(),
        "action": request.path,
        "first": "token" in request.match_info,
    }
    return await render(request, "accounts/register.html", status, **context)


async def create_account(request: web.Request, insert: users.Insert) -> web.Response:
    """Keep the account with `insert` and sign its user in, or show the form with its errors."""
    form = await read_form(request, Registration)
    if not form.validate():
        return await registration_form(request, form, 422)
    throttle: Throttle = request.app[keys.THROTTLE]
    if wait := throttle.admit(rate_key_of(request)):
        form.password.errors = [too_often(wait)]
        return await registration_form(request, form, 429)
    hashed = await request.app[keys.PASSWORDS].hash(typed(form.password))
    new = NewUser(typed(form.name), typed(form.email), hashed)
    try:
        async with request.app[keys.DATABASE].transaction() as tx:
            user = await insert(tx, new, request.app[keys.CLOCK]())
    except Taken as taken:
        form[taken.field].errors = [TAKEN[taken.field]]
        return await registration_form(request, form, 422)
    if user is None:
        raise web.HTTPNotFound
    await start_session(request, user)
    raise web.HTTPSeeOther("/")


TAKEN = {
    "name": _("Somebody has this name already."),
    "email": _("There is an account with this e-mail already."),
}
