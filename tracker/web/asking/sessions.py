"""Who is asking, and who may: signing in, signing out, and what each page asks first."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from urllib.parse import quote

import aiohttp_session
from aiohttp import web

from tracker.domain.places import Place
from tracker.storage.accounts import login_sessions
from tracker.storage.accounts.login_sessions import LoginSession, SwitchedOff
from tracker.storage.accounts.users import User
from tracker.storage.file.errors import RefusesForNow, StorageError
from tracker.web import keys
from tracker.web.asking.base_path import full_path
from tracker.web.asking.client import address_of, client_of, scheme_of
from tracker.web.asking.cookie_rules import cookie_name
from tracker.web.asking.tries import know_browser
from tracker.web.words.i18n import _


async def current_user(request: web.Request) -> User | None:
    """The user who is signed in, or None for a stranger."""
    login = await current_login(request)
    return login.user if login else None


async def signed_in(request: web.Request) -> User:
    """The user; a stranger is sent to the log-in page and from there back to this one."""
    return (await signed_in_login(request)).user


async def admin(request: web.Request) -> User:
    """The user, if the admin; for others this page does not exist."""
    user = await signed_in(request)
    if not user.is_admin:
        raise web.HTTPNotFound
    return user


async def signed_in_login(request: web.Request) -> LoginSession:
    """As `signed_in`, with the session itself."""
    if login := await current_login(request):
        return login
    asked = request.path_qs  # a form's address, too, opens the page that it stands on
    query = "" if asked == "/" else f"?next={quote(asked, safe='/')}"
    raise web.HTTPSeeOther(full_path(request.app, f"/login{query}"))


async def current_login(request: web.Request) -> LoginSession | None:
    """The session of this request's cookie, while it lives."""
    await aiohttp_session.get_session(request)
    return request.get(keys.LOGIN)


async def still_signed_in(request: web.Request) -> bool:
    """Whether the session of this request lives now; asked while a connection stays open."""
    session = await aiohttp_session.get_session(request)
    db, now = request.app[keys.KEPT], request.app[keys.CLOCK]()
    try:
        return await login_sessions.find_session(db, str(session.identity), now) is not None
    except RefusesForNow:
        return True  # a busy database says nothing about a session


async def meet(request: web.Request) -> None:
    """Find out who asks where no handler has, so that an error is told as they like to read."""
    if carries_session(request):
        with suppress(StorageError):
            await current_login(request)


def carries_session(request: web.Request) -> bool:
    """Whether a session cookie came along, whatever it is worth."""
    return any(name in request.cookies for name in _names(request))


def session_cookie(request: web.Request) -> str:
    """What the browser has in the session's cookie; "" for none."""
    found = (request.cookies[name] for name in _names(request) if name in request.cookies)
    return next(found, "")


def _names(request: web.Request) -> tuple[str, str]:
    """Without PUBLIC_URL a plain cookie counts over https, too: commands make such ones."""
    return cookie_name(request.app[keys.CONFIG], scheme_of(request)), request.app[keys.COOKIE]


async def start_session(request: web.Request, user: User) -> None:
    """Sign the browser in under a new token; whatever session it had is over."""
    before, client = await current_login(request), client_of(request)
    try:
        token = await request.app[keys.LOG_INS].begin(user.id, client, before)
    except SwitchedOff:
        raise web.HTTPForbidden(text=str(SWITCHED_OFF)) from None
    _ask_for_place(request, token)
    await know_browser(request, user)
    session = await aiohttp_session.new_session(request)
    session.set_new_identity(token)
    session["user"] = user.id


def _ask_for_place(request: web.Request, token: str) -> None:
    """Where the operator chose a service for places, it answers beside the log-in."""
    service, errands = request.app[keys.GEO_SERVICE], request.app[keys.ERRANDS]

    def told(place: Place) -> None:
        errand = asyncio.create_task(request.app[keys.LOG_INS].note_place(token, place))
        errands.add(errand)
        errand.add_done_callback(errands.discard)

    if service:
        service.ask(address_of(request), told)


SWITCHED_OFF = _("This account is switched off. Ask whoever runs this server.")


async def end_session(request: web.Request, login: LoginSession, session_id: int) -> bool:
    """Whether the user had that session, which is revoked; the cookie goes too when it is this
    one."""
    had_it = await request.app[keys.LOG_INS].end(login.user.id, session_id)
    if session_id == login.id:
        (await aiohttp_session.get_session(request)).invalidate()
    return had_it
