"""Checking what somebody has typed to prove who they are; each counted like a log-in."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote

from aiohttp import web
from wtforms import Field

from tracker.services.accounts import two_factors
from tracker.services.accounts.throttle import Try
from tracker.services.accounts.two_factors import Shown
from tracker.storage.accounts import users
from tracker.storage.accounts.identities import has_no_password
from tracker.storage.accounts.users import User
from tracker.web import keys
from tracker.web.asking.retry_after import too_often
from tracker.web.asking.sessions import current_login
from tracker.web.asking.tries import try_of_browser, try_of_session
from tracker.web.forms.accounts import NewPassword
from tracker.web.forms.passphrases import LONGEST
from tracker.web.forms.proofs import Proof
from tracker.web.forms.reading import typed
from tracker.web.pages.pages import url
from tracker.web.words.i18n import _

FRESH = 600_000  # ms


async def is_their_password(request: web.Request, field: Field, user: User) -> bool:
    """Whether the field holds the user's password; it says what is wrong where not."""
    if await has_no_password(request.app[keys.KEPT], user.id):
        if not await _is_fresh(request):
            field.errors = [_("It is more than ten minutes ago that you have signed in.")]
        return not field.errors
    throttle, tried = request.app[keys.THROTTLE], await _try_of(request, user)
    if wait := await throttle.admit(tried):
        field.errors = [too_often(wait)]
        return False
    found = await users.find_user(request.app[keys.KEPT], user.name)
    given = typed(field)[: LONGEST + 1]
    if await request.app[keys.PASSWORDS].verify(found[1] if found else None, given):
        await throttle.forgive(tried)
        return True
    field.errors = [_("This is not your password.")]
    return False


async def prove_elsewhere(
    request: web.Request, form: Proof | NewPassword, field: Field, user: User
) -> None:
    """Ask no password of who has none: the form shows the way to sign in once more instead."""
    if await has_no_password(request.app[keys.KEPT], user.id):
        field.validators = []
        back = quote(request.path, safe="/")
        form.is_fresh = await _is_fresh(request)
        form.elsewhere = f"{url(request, 'provider_begin')}?again=1&next={back}"


async def _is_fresh(request: web.Request) -> bool:
    """Whether this browser has signed in so lately that it is as good as a password."""
    login, now = await current_login(request), request.app[keys.CLOCK]()
    return login is not None and abs(now - login.created_at) <= FRESH


async def are_right(request: web.Request, user: User, password: Field, code: Field | None) -> bool:
    """Whether both are the user's; a right code is used up. No code is asked of who has one factor
    only. To be asked last, when nothing else is wrong; beside the fields it says what is."""
    if not await is_their_password(request, password, user):
        return False
    return code is None or (await check_code(request, code, user)).shown is not Shown.WRONG


class Checked(NamedTuple):
    """What a typed code was, and how long to wait before the next where it was not looked at."""

    shown: Shown
    wait: float = 0


async def check_code(request: web.Request, field: Field, user: User) -> Checked:
    """Whether the field holds a code of the user, which is then used up."""
    app = request.app
    throttle, tried = app[keys.CODE_THROTTLE], await _try_of(request, user)
    if wait := await throttle.admit(tried):
        field.errors = [too_often(wait)]
        return Checked(Shown.WRONG, wait)
    db, key, now = app[keys.KEPT], app[keys.TWO_FACTOR_KEY], app[keys.CLOCK]()
    shown = await two_factors.check(db, key, user.id, typed(field), now)
    if shown is Shown.WRONG:
        field.errors = [_("This code is wrong, or it was used before. Wait for the next one.")]
    else:
        await throttle.forgive(tried)
    return Checked(shown)


async def _try_of(request: web.Request, user: User) -> Try:
    """By the session that asks, or by the browser that has shown the first of two factors."""
    if login := await current_login(request):
        return try_of_session(request, login)
    found = await users.find_user(request.app[keys.KEPT], user.name)
    return try_of_browser(request, f"user {user.id}", found)
