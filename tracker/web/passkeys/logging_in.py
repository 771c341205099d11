"""Logging in with a passkey: alone, as it is both factors at once, or instead of the code."""

from __future__ import annotations

import secrets
from typing import NamedTuple

from aiohttp import web

from tracker.domain.passkeys import Place
from tracker.services.accounts.throttle import Try
from tracker.services.passkeys.options import to_show
from tracker.services.passkeys.passkeys import NotShown
from tracker.storage.accounts.passkeys import Passkey, passkeys_of
from tracker.storage.accounts.people import find_person
from tracker.storage.accounts.users import User
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.client import rate_key_of
from tracker.web.asking.redirects import landing
from tracker.web.asking.retry_after import too_often
from tracker.web.asking.sessions import start_session
from tracker.web.asking.short_cookies import ShortCookie
from tracker.web.forms.accounts import LogIn
from tracker.web.forms.reading import read_form, typed
from tracker.web.forms.two_factors import Code
from tracker.web.pages.pages import url
from tracker.web.passkeys.fields import ASK_ANEW, ShownPasskey
from tracker.web.passkeys.notices import tell_of_twin
from tracker.web.passkeys.words import NOTED, SAID
from tracker.web.signing_in.local_log_in import must_be_on
from tracker.web.signing_in.log_in import login_form
from tracker.web.signing_in.passkey_place import offered_at
from tracker.web.signing_in.second_step import STEP, code_form, who_owes

BROWSER = ShortCookie("-passkey", 3600)
LOG_IN, SECOND_STEP = "log in", "second step"  # what a challenge is for


class Refusal(NamedTuple):
    """What whoever showed a key is told."""

    said: str
    status: int
    wait: float = 0


async def login_options(request: web.Request) -> web.Response:
    """What the log-in page has the browser ask for: any passkey of this server's."""
    must_be_on(request)
    browser = BROWSER.read(request) or secrets.token_urlsafe(32)
    challenge = request.app[keys.PASSKEYS].challenges.new(LOG_IN, browser)
    answer = web.json_response(to_show(_place(request), challenge))
    BROWSER.give(request, answer, browser)
    return answer


async def log_in_with_passkey(request: web.Request) -> web.Response:
    """To the page asked for, or the log-in form again. No code is owed: the key is what one has,
    and it was opened by what one knows or is."""
    must_be_on(request)
    shown = await _show(request, BROWSER.read(request), LOG_IN)
    if isinstance(shown, Refusal):
        return await login_form(
            request, LogIn(), shown.status, shown.wait, passkey_error=shown.said
        )
    person = await find_person(request.app[keys.KEPT], shown.user_id)
    if person is None:  # deleted at this moment
        raise web.HTTPSeeOther(url(request, "login"))
    await _let_in(request, person.user)
    raise web.HTTPSeeOther(landing(request))


async def step_options(request: web.Request) -> web.Response:
    """The same for whoever owes a code: one of the passkeys of that account."""
    user, place = await who_owes(request), _place(request)
    held = await passkeys_of(request.app[keys.KEPT], user.id)
    among = [each for each in held if each.host == place.host]
    challenge = request.app[keys.PASSKEYS].challenges.new(SECOND_STEP, STEP.read(request))
    return web.json_response(to_show(place, challenge, among))


async def step_with_passkey(request: web.Request) -> web.Response:
    """In with a passkey instead of the code, or the form of the code again."""
    user = await who_owes(request)
    shown = await _show(request, STEP.read(request), SECOND_STEP, user.id)
    if isinstance(shown, Refusal):
        return await code_form(
            request, user, Code(), shown.status, shown.wait, passkey_error=shown.said
        )
    await request.app[keys.LOG_INS].show_code(STEP.read(request))
    await _let_in(request, user)
    inside = web.HTTPSeeOther(landing(request))
    STEP.drop(request, inside)
    raise inside


async def _show(
    request: web.Request, browser: str, purpose: str, user_id: int | None = None
) -> Passkey | Refusal:
    """The key that was shown; nobody guesses one, so that only addresses are held back."""
    app, place, form = request.app, _place(request), await read_form(request, ShownPasskey)
    if wait := await app[keys.THROTTLE].admit(Try(rate_key_of(request))):
        await audit(request, "log-in throttled")
        return Refusal(too_often(wait), 429, wait)
    if not form.validate():
        return Refusal(str(ASK_ANEW), 422)
    text = typed(form.credential)
    try:
        return await app[keys.PASSKEYS].show(text, place, browser, purpose, user_id)
    except NotShown as refused:
        return await _refused(request, refused)


async def _refused(request: web.Request, refused: NotShown) -> Refusal:
    """Said, noted, and told to the owner of a key that has a twin, the first time."""
    owner = await find_person(request.app[keys.KEPT], refused.key.user_id if refused.key else 0)
    await audit(request, NOTED[refused.wrong], f"user {owner.user.id}" if owner else "")
    if refused.key and owner:
        await tell_of_twin(request, owner.user, refused.key.name)
    return Refusal(str(SAID[refused.wrong]), 401)


async def _let_in(request: web.Request, user: User) -> None:
    if user.disabled_at is not None:  # only said to whoever has the key
        await audit(request, "log-in to an account that is switched off", f"user {user.id}")
    await start_session(request, user)
    await audit(request, "logged in with a passkey", f"user {user.id}", actor_id=user.id)


def _place(request: web.Request) -> Place:
    """Where there can be no passkey, there are no such pages."""
    place = offered_at(request)
    if place is None:
        raise web.HTTPNotFound
    return place
