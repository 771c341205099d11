"""From the first proof of who somebody is to being signed in; with two factors by way of a code."""

from __future__ import annotations

from urllib.parse import quote

from aiohttp import web

from tracker.services.accounts import two_factors
from tracker.services.accounts.two_factors import Shown
from tracker.storage.accounts import login_steps
from tracker.storage.accounts.users import User
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.base_path import full_path
from tracker.web.asking.redirects import landing, safe_target
from tracker.web.asking.retry_after import with_retry_after
from tracker.web.asking.sessions import start_session
from tracker.web.asking.short_cookies import ShortCookie
from tracker.web.forms.reading import read_form
from tracker.web.forms.two_factors import Code
from tracker.web.pages.headers import with_passkeys
from tracker.web.pages.pages import render, url
from tracker.web.signing_in.passkey_place import has_passkey_here
from tracker.web.signing_in.typed_secrets import check_code

STEP = ShortCookie("-step", login_steps.LIFE // 1000)


async def enter(request: web.Request, user: User, target: str = "/") -> web.HTTPSeeOther:
    """The way in, to be raised: signed in and on to the target, or to the code that is owed."""
    if not await two_factors.is_on(request.app[keys.KEPT], user.id):
        await start_session(request, user)
        await audit(request, "logged in", f"user {user.id}", actor_id=user.id)
        return web.HTTPSeeOther(full_path(request.app, target))
    to_code = web.HTTPSeeOther(with_next(url(request, "login_code"), target))
    STEP.give(request, to_code, await request.app[keys.LOG_INS].owe_code(user.id))
    return to_code


async def login_code_page(request: web.Request) -> web.Response:
    """The form of the code, for a browser that owes one."""
    user = await who_owes(request)
    return await code_form(request, user, Code())


async def login_code(request: web.Request) -> web.Response:
    """Signed in, or the form again: 401 when wrong, 429 when too often."""
    user = await who_owes(request)
    form = await read_form(request, Code)
    if not form.validate():
        return await code_form(request, user, form, 422)
    checked = await check_code(request, form.code, user)
    if checked.shown is Shown.WRONG:
        status, said = (429, "throttled") if checked.wait else (401, "refused")
        await audit(request, f"log-in code {said}", f"user {user.id}")
        return await code_form(request, user, form, status, checked.wait)
    await request.app[keys.LOG_INS].show_code(STEP.read(request))
    await start_session(request, user)
    shown = checked.shown.value
    await audit(request, f"logged in with a {shown}", f"user {user.id}", actor_id=user.id)
    inside = web.HTTPSeeOther(_way_on(request, checked.shown))
    STEP.drop(request, inside)
    raise inside


def _way_on(request: web.Request, shown: Shown) -> str:
    """The page that was asked for; whoever has used a recovery code up first sees what is left."""
    if shown is not Shown.RECOVERY_CODE:
        return landing(request)
    asked = safe_target(request.query.get("next", "/"))
    return f"{url(request, 'two_factors')}?used=1&next={quote(asked, safe='/')}"


async def who_owes(request: web.Request) -> User:
    """Whoever has shown the first factor in this browser; others begin at the beginning."""
    now = request.app[keys.CLOCK]()
    user = await login_steps.find_step(request.app[keys.KEPT], STEP.read(request), now)
    if user is None:
        target = safe_target(request.query.get("next", "/"))
        raise web.HTTPSeeOther(with_next(url(request, "login"), target))
    return user


def with_next(address: str, target: str) -> str:
    """The address, and where to go on to from there."""
    return address if target == "/" else f"{address}?next={quote(target, safe='/')}"


async def code_form(
    request: web.Request,
    user: User,
    form: Code,
    status: int = 200,
    wait: float = 0,
    *,
    passkey_error: str = "",
) -> web.Response:
    """The page; what was wrong with a passkey stands above it."""
    db, key = request.app[keys.KEPT], request.app[keys.TWO_FACTOR_KEY]
    context = {
        "form": form,
        "next": safe_target(request.query.get("next", "/")),
        "keyless": await two_factors.is_keyless(db, key, user.id),
        "user": None,
        "passkeys": await has_passkey_here(request, user.id),
        "passkey_error": passkey_error,
    }
    page = await render(request, "two_factors/login.html", status, **context)
    return with_retry_after(with_passkeys(page), wait)
