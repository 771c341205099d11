"""One's own second factor: setting it up, its recovery codes, and doing without it again."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

import segno
from aiohttp import web

from tracker.domain.one_time_codes import RECOVERY_CODES, enrolment
from tracker.services.accounts import two_factors
from tracker.storage.accounts.two_factors import find_two_factors
from tracker.storage.accounts.users import User
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.redirects import landing
from tracker.web.asking.retry_after import too_often
from tracker.web.asking.sessions import signed_in, signed_in_login
from tracker.web.asking.tries import try_of_session
from tracker.web.forms.reading import read_form, typed
from tracker.web.forms.two_factors import Code, NewCodes, TwoFactorsOff, TwoFactorsOn
from tracker.web.mail.account_notices import tell_owner
from tracker.web.pages.origin import own_origin
from tracker.web.pages.pages import render, url
from tracker.web.signing_in.typed_secrets import are_right, is_their_password
from tracker.web.words.i18n import _


async def two_factors_page(request: web.Request) -> web.Response:
    """Whether one has it, and what to do about it."""
    return await _page(request, await signed_in(request))


async def two_factors_begin(request: web.Request) -> web.Response:
    """Make the secret that an app is to keep; nothing asks for it before its first code."""
    user = await signed_in(request)
    form = await read_form(request, TwoFactorsOn)
    if not form.validate() or not await is_their_password(request, form.password, user):
        return await _page(request, user, 422, begin=form)
    await two_factors.begin(request.app[keys.KEPT], request.app[keys.TWO_FACTOR_KEY], user.id)
    raise web.HTTPSeeOther(url(request, "two_factors"))


async def two_factors_turn_on(request: web.Request) -> web.Response:
    """With a right code. The recovery codes are in this answer and nowhere else."""
    user = await signed_in(request)
    form = await read_form(request, Code)
    if not form.validate() or not (codes := await _first_code(request, user, form)):
        return await _page(request, user, 422, first=form)
    await _note(request, user, "two factors turned on")
    return await _codes_page(request, codes)


async def _first_code(request: web.Request, user: User, form: Code) -> list[str]:
    app, throttle = request.app, request.app[keys.CODE_THROTTLE]
    tried = try_of_session(request, await signed_in_login(request))
    if wait := await throttle.admit(tried):
        form.code.errors = [too_often(wait)]
        return []
    db, key, now = app[keys.KEPT], app[keys.TWO_FACTOR_KEY], app[keys.CLOCK]()
    found = await find_two_factors(db, user.id)
    codes = await two_factors.turn_on(db, key, found, typed(form.code), now) if found else []
    if codes:
        await throttle.forgive(tried)
    else:
        form.code.errors = [_("This is not the code. Is the phone’s clock right?")]
    return codes


async def two_factors_codes(request: web.Request) -> web.Response:
    """Ten new recovery codes for the password and a code of the app, or one of those left."""
    user = await signed_in(request)
    form = await read_form(request, NewCodes)
    if not form.validate() or not await are_right(request, user, form.mine, form.shown):
        return await _page(request, user, 422, renew=form)
    await _note(request, user, "recovery codes renewed")
    return await _codes_page(
        request, await two_factors.renew_codes(request.app[keys.KEPT], user.id)
    )


async def two_factors_turn_off(request: web.Request) -> web.Response:
    """With the password and a code; what was never turned on goes without."""
    user = await signed_in(request)
    db = request.app[keys.KEPT]
    if await two_factors.is_on(db, user.id):
        form = await read_form(request, TwoFactorsOff)
        if not form.validate() or not await are_right(request, user, form.password, form.code):
            return await _page(request, user, 422, off=form)
        await _note(request, user, "two factors turned off")
    await two_factors.lift(db, user.id)
    raise web.HTTPSeeOther(url(request, "two_factors"))


async def _note(request: web.Request, user: User, code: str) -> None:
    await audit(request, code, f"user {user.id}")
    await tell_owner(request, user, code)


async def _page(request: web.Request, user: User, status: int = 200, **forms: Any) -> web.Response:
    db, key = request.app[keys.KEPT], request.app[keys.TWO_FACTOR_KEY]
    found = await find_two_factors(db, user.id)
    secret = await two_factors.secret(key, found) if found else ""
    context: dict[str, Any] = {
        "begin": TwoFactorsOn(),
        "first": Code(),
        "renew": NewCodes(),
        "off": TwoFactorsOff(),
        "found": found,
        "keyless": found is not None and not secret,
        "made": RECOVERY_CODES,
        "used": "used" in request.query,
        "landing": landing(request),
    }
    if found and found.turned_on_at is None:
        context |= _to_scan(request, user, secret)
    return await render(request, "two_factors/page.html", status, **context | forms)


def _to_scan(request: web.Request, user: User, secret: str) -> dict[str, str]:
    """The secret for the app: as a picture, and in groups for whoever types it."""
    server = urlsplit(own_origin(request)).netloc
    picture = segno.make(enrolment(secret, user.email or user.name, server), error="m")
    return {
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "picture": picture.svg_data_uri(scale=5, dark="#000", light="#fff", border=4),
    }


async def _codes_page(request: web.Request, codes: list[str]) -> web.Response:
    server = urlsplit(own_origin(request)).netloc
    text = _("Recovery codes for %(server)s, each good once:") % {"server": server}
    file = "\n".join([text, "", *codes, ""])
    address = f"data:text/plain;charset=utf-8,{quote(file)}"
    return await render(request, "two_factors/codes.html", codes=codes, file=address)
