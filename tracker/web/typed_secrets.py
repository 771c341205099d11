"""Checking what somebody has typed to prove who they are; each counted like a log-in."""

from __future__ import annotations

from typing import NamedTuple

from aiohttp import web
from wtforms import Field

from tracker.services import two_factors
from tracker.services.two_factors import Shown
from tracker.storage import users
from tracker.storage.users import User
from tracker.web import keys
from tracker.web.client import rate_key_of
from tracker.web.forms.passphrases import LONGEST
from tracker.web.forms.reading import typed
from tracker.web.i18n import _
from tracker.web.waits import too_often


async def is_their_password(request: web.Request, field: Field, user: User) -> bool:
    """Whether the field holds the user's password; it says what is wrong where not."""
    throttle = request.app[keys.THROTTLE]
    if wait := throttle.admit(rate_key_of(request), user.id):
        field.errors = [too_often(wait)]
        return False
    found = await users.find_user(request.app[keys.DATABASE], user.name)
    given = typed(field)[: LONGEST + 1]
    if await request.app[keys.PASSWORDS].verify(found[1] if found else None, given):
        throttle.forgive(user.id)
        return True
    field.errors = [_("This is not your password.")]
    return False


class Checked(NamedTuple):
    """What a typed code was, and how long to wait before the next where it was not looked at."""

    shown: Shown
    wait: float = 0


async def check_code(request: web.Request, field: Field, user: User) -> Checked:
    """Whether the field holds a code of the user, which is then used up."""
    app = request.app
    throttle = app[keys.CODE_THROTTLE]
    if wait := throttle.admit(rate_key_of(request), user.id):
        field.errors = [too_often(wait)]
        return Checked(Shown.WRONG, wait)
    db, key, now = app[keys.DATABASE], app[keys.TWO_FACTOR_KEY], app[keys.CLOCK]()
    shown = await two_factors.check(db, key, user.id, typed(field), now)
    if shown is Shown.WRONG:
        field.errors = [_("This code is wrong, or it was used before. Wait for the next one.")]
    else:
        throttle.forgive(user.id)
    return Checked(shown)
