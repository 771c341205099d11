"""One's own passkeys: the list, and making one. The password comes first, then the browser."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from tracker.services.passkeys.options import to_make
from tracker.services.passkeys.passkeys import NotShown, making
from tracker.storage.accounts.login_sessions import LoginSession
from tracker.storage.accounts.passkeys import (
    MOST,
    KnownPasskey,
    TooManyPasskeys,
    held_passkeys,
    passkeys_of,
)
from tracker.storage.accounts.users import User
from tracker.web import keys
from tracker.web.accounts.proofs import is_proved, proof_of
from tracker.web.asking.audit import audit
from tracker.web.asking.sessions import signed_in_login
from tracker.web.forms.proofs import Proof
from tracker.web.forms.reading import read_form, typed
from tracker.web.pages.headers import with_passkeys
from tracker.web.pages.pages import render, url
from tracker.web.passkeys.fields import MadePasskey, PasskeyName
from tracker.web.passkeys.notices import tell_of_new
from tracker.web.passkeys.words import FULL, KNOWN, SAID, UNFIT
from tracker.web.signing_in.passkey_place import offered_at, place_of


async def passkey_list(request: web.Request) -> web.Response:
    """My passkeys, and the form of another one."""
    user = (await signed_in_login(request)).user
    return await _page(request, user, PasskeyName(), await proof_of(request, user))


async def passkey_begin(request: web.Request) -> web.Response:
    """The page on which the browser makes it, once it is proved who asks."""
    login, place = await signed_in_login(request), offered_at(request)
    user = login.user
    form, proof = await read_form(request, PasskeyName), await proof_of(request, user)
    is_good = form.validate() and await _is_room(request, user, form)
    if place is None or not is_good or not await is_proved(request, proof, user):
        return await _page(request, user, form, proof, 422)
    app = request.app
    handle = await app[keys.PASSKEYS].handle_of(user.id)
    challenge = app[keys.PASSKEYS].challenges.new(making(handle), _browser_of(login))
    known = await passkeys_of(app[keys.KEPT], user.id)
    options = to_make(place, challenge, user, handle, known)
    context: dict[str, Any] = {
        "name": typed(form.name),
        "handle": handle.hex(),
        "options": json.dumps(options),
    }
    return with_passkeys(await render(request, "passkeys/make.html", **context))


async def passkey_made(request: web.Request) -> web.Response:
    """Kept, and its owner told by mail; or the form again."""
    login, place = await signed_in_login(request), offered_at(request)
    user, form = login.user, await read_form(request, MadePasskey)
    error = ""
    if place is None or not form.validate():
        error = next((said for each in form.errors.values() for said in each), "")
        return await _again(request, user, form, error)
    try:
        await request.app[keys.PASSKEYS].add(
            typed(form.credential),
            place,
            _browser_of(login),
            user_id=user.id,
            name=typed(form.name),
            handle=bytes.fromhex(typed(form.handle)),
        )
    except NotShown as error:
        return await _again(request, user, form, SAID[error.wrong])
    except KnownPasskey:
        return await _again(request, user, form, KNOWN)
    except TooManyPasskeys:  # others were made at the same moment
        return await _again(request, user, form, FULL)
    await audit(request, "passkey made", f"user {user.id}")
    await tell_of_new(request, user, typed(form.name))
    raise web.HTTPSeeOther(url(request, "passkeys"))


def _browser_of(login: LoginSession) -> str:
    return f"session {login.id}"


async def _is_room(request: web.Request, user: User, form: PasskeyName) -> bool:
    if await held_passkeys(request.app[keys.KEPT], user.id) < MOST:
        return True
    form.name.errors = [FULL]
    return False


async def _again(
    request: web.Request, user: User, form: MadePasskey, error: object
) -> web.Response:
    anew = PasskeyName(data={"name": typed(form.name)})
    proof = await proof_of(request, user, is_sent=False)
    return await _page(request, user, anew, proof, 422, error=error)


async def _page(
    request: web.Request,
    user: User,
    form: PasskeyName,
    proof: Proof,
    status: int = 200,
    *,
    error: object = "",
) -> web.Response:
    place = place_of(request)
    context = {
        "form": form,
        "proof": proof,
        "error": error,
        "passkeys": await passkeys_of(request.app[keys.KEPT], user.id),
        "place": offered_at(request),
        "unfit": UNFIT.get(place) if not isinstance(place, tuple) else "",
    }
    return await render(request, "passkeys/list.html", status, **context)
