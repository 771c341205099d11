"""Taking one of one's own passkeys away; asks who one is, as a stolen session must not do it."""

from __future__ import annotations

from aiohttp import web

from tracker.storage.accounts.passkeys import Passkey, passkeys_of
from tracker.storage.accounts.users import User
from tracker.web import keys
from tracker.web.accounts.proofs import is_proved, proof_of
from tracker.web.asking.audit import audit
from tracker.web.asking.sessions import signed_in
from tracker.web.forms.proofs import Proof
from tracker.web.mail.account_notices import tell_owner
from tracker.web.pages.pages import render, url


async def removal_page(request: web.Request) -> web.Response:
    """What will be without it."""
    user = await signed_in(request)
    return await _page(request, await _mine(request, user), await proof_of(request, user))


async def removal(request: web.Request) -> web.Response:
    """It opens nothing from now on. Who is logged in with it stays so."""
    user = await signed_in(request)
    passkey, proof = await _mine(request, user), await proof_of(request, user)
    if not await is_proved(request, proof, user):
        return await _page(request, passkey, proof, 422)
    await request.app[keys.PASSKEYS].remove(user.id, passkey.id)
    await audit(request, "passkey removed", f"user {user.id}")
    await tell_owner(request, user, "passkey removed", thing=passkey.name)
    raise web.HTTPSeeOther(url(request, "passkeys"))


async def _mine(request: web.Request, user: User) -> Passkey:
    """What is not mine, or gone already, leads to the list."""
    number = int(request.match_info["passkey_id"])
    for each in await passkeys_of(request.app[keys.KEPT], user.id):
        if each.id == number:
            return each
    raise web.HTTPSeeOther(url(request, "passkeys"))


async def _page(
    request: web.Request, passkey: Passkey, proof: Proof, status: int = 200
) -> web.Response:
    return await render(request, "passkeys/remove.html", status, passkey=passkey, proof=proof)
