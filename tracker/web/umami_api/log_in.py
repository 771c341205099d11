"""Logging in as Umami's programs do, with a name and a password, or a token in its place."""

from __future__ import annotations

import msgspec
from aiohttp import web

from tracker.domain.names import key_of
from tracker.services.accounts import two_factors
from tracker.services.accounts.personal_tokens import PREFIX as PERSONAL
from tracker.services.sites.site_tokens import PREFIX as OF_A_SITE
from tracker.storage.accounts import users
from tracker.storage.accounts.users import User
from tracker.storage.sites.tokens import TooManyTokens
from tracker.web import keys
from tracker.web.accounts.tokens import FULL
from tracker.web.api.said import as_json
from tracker.web.asking.audit import audit
from tracker.web.asking.retry_after import too_often
from tracker.web.asking.sessions import SWITCHED_OFF
from tracker.web.asking.tries import try_of_browser
from tracker.web.forms.bodies import body_of
from tracker.web.forms.passphrases import LONGEST
from tracker.web.signing_in.local_log_in import must_be_on
from tracker.web.signing_in.log_in import account_name
from tracker.web.umami_api.answers import in_their_manner, refused
from tracker.web.umami_api.askers import by_token
from tracker.web.umami_api.people import person, person_of
from tracker.web.words.i18n import _

WRONG = "incorrect-username-password"
TOKENS = (PERSONAL, OF_A_SITE)
LONGEST_NAME = 320  # characters: an e-mail address


class Typed(msgspec.Struct):
    """What their programs send."""

    username: str
    password: str


@in_their_manner
async def log_in(request: web.Request) -> web.Response:
    """A token for reports, good for a day; 401 where the password is wrong, 429 when too often."""
    typed = await _typed(request)
    if typed.password.startswith(TOKENS) and (known := await by_token(request, typed.password)):
        return as_json({"token": typed.password, "user": person(known)})
    must_be_on(request)
    found = await users.find_user(request.app[keys.KEPT], typed.username)
    tried = try_of_browser(request, key_of(typed.username), found)
    if wait := await request.app[keys.THROTTLE].admit(tried):
        await audit(request, "log-in throttled", account_name(found))
        later = {"Retry-After": str(round(wait + 0.5))}
        raise web.HTTPTooManyRequests(text=too_often(wait), headers=later)
    encoded = found[1] if found else None
    right = await request.app[keys.PASSWORDS].verify(encoded, typed.password[: LONGEST + 1])
    if not found or not right:
        await audit(request, "log-in refused", account_name(found))
        wrong = _("The name or the password is wrong.")
        return refused(web.HTTPUnauthorized(text=wrong), WRONG)
    await request.app[keys.THROTTLE].forgive(tried)
    await _may_enter(request, found[0])
    return await _entered(request, found[0])


async def _typed(request: web.Request) -> Typed:
    try:
        typed = msgspec.json.decode(await body_of(request), type=Typed)
    except (ValueError, RecursionError):
        said = _("Send JSON with a username and a password.")
        raise web.HTTPBadRequest(text=said) from None
    return Typed(typed.username[:LONGEST_NAME], typed.password)


async def _may_enter(request: web.Request, user: User) -> None:
    """Only said to whoever knows the password."""
    if user.disabled_at is not None:
        name = f"user {user.id}"
        await audit(request, "log-in to an account that is switched off", name)
        raise web.HTTPForbidden(text=str(SWITCHED_OFF))
    if await two_factors.is_on(request.app[keys.KEPT], user.id):
        said = _(
            "This account has two factors. Make a token with the scope reports, and let the "
            "program send it as the password."
        )
        raise web.HTTPUnauthorized(text=said)


async def _entered(request: web.Request, user: User) -> web.Response:
    try:
        token, is_new = await request.app[keys.LOG_IN_TOKENS].of(user.id)
    except TooManyTokens:
        raise web.HTTPForbidden(text=str(FULL)) from None
    if is_new:
        await audit(request, "token made", f"user {user.id}", actor_id=user.id)
    return as_json({"token": token, "user": person_of(user)})
