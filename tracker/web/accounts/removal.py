"""The end of one's own account, with everything."""

from __future__ import annotations

import aiohttp_session
from aiohttp import web

from tracker.storage.accounts import people, users
from tracker.storage.accounts.admins import LastAdmin, must_stay
from tracker.storage.accounts.users import User
from tracker.web import keys
from tracker.web.accounts.proofs import is_proved, mistyped, proof_of
from tracker.web.asking.audit import audit
from tracker.web.asking.sessions import signed_in
from tracker.web.forms.bodies import fields_of
from tracker.web.forms.proofs import Proof
from tracker.web.pages.pages import render


async def removal_page(request: web.Request) -> web.Response:
    """What would go and what would stay."""
    user = await signed_in(request)
    return await _page(request, user, await proof_of(request, user))


async def removal(request: web.Request) -> web.Response:
    """Delete the account, once its name and the password were typed; the only admin goes last."""
    user = await signed_in(request)
    proof, typed = await proof_of(request, user), (await fields_of(request)).get("confirm", "")
    if error := mistyped(user, typed):
        return await _page(request, user, proof, 422, error=error)
    if not await is_proved(request, proof, user):
        return await _page(request, user, proof, 422, typed=typed)
    try:
        await request.app[keys.ACCOUNTS].delete(user.id, request.app[keys.REMOVALS].wake)
    except LastAdmin:
        return await _page(request, user, proof, 422)
    await audit(request, "own account deleted", f"user {user.id}")
    (await aiohttp_session.get_session(request)).invalidate()
    anybody = await users.any_user(request.app[keys.KEPT])
    page = await render(request, "accounts/deleted.html", user=None, anybody=anybody)
    whole_host = not request.app[keys.CONFIG].base_path  # else what others keep there would go
    page.headers["Clear-Site-Data"] = '"cache", "storage"' if whole_host else '"cache"'
    return page


async def _page(
    request: web.Request,
    user: User,
    proof: Proof,
    status: int = 200,
    *,
    error: str = "",
    typed: str = "",
) -> web.Response:
    db = request.app[keys.KEPT]
    gone, stay = await people.fate_of_sites(db, user.id)
    return await render(
        request,
        "accounts/delete.html",
        status,
        gone=[(site, await request.app[keys.FACTS].stored_events(site.id)) for site in gone],
        stay=stay,
        must_stay=await must_stay(db, user.id),
        proof=proof,
        error=error,
        typed=typed,
    )
