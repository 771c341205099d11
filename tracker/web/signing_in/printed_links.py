"""The link that `tracker user login-link` prints: it lets in, once, whatever is switched off."""

from __future__ import annotations

from aiohttp import web

from tracker.storage.accounts.people import find_person
from tracker.storage.accounts.users import User
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.pages.pages import render
from tracker.web.signing_in.opened_links import quiet
from tracker.web.signing_in.second_step import enter


async def printed_link_page(request: web.Request) -> web.Response:
    """One click from being logged in. Opening it uses nothing up."""
    link = request.app[keys.PRINTED_LINKS]
    user = await _whose(request, await link.find(request.match_info["token"]))
    action = request.app[keys.CONFIG].base_path + request.path
    about = {"user": user}
    page = await render(request, "links/login.html", link=about, action=action, user=None)
    return quiet(page)


async def printed_link(request: web.Request) -> web.Response:
    """Logged in, or on to the code; the link is used up."""
    link = request.app[keys.PRINTED_LINKS]
    user = await _whose(request, await link.take(request.match_info["token"]))
    await audit(request, "printed link used", f"user {user.id}", actor_id=user.id)
    raise await enter(request, user)


async def _whose(request: web.Request, user_id: int | None) -> User:
    found = await find_person(request.app[keys.KEPT], user_id) if user_id else None
    if found is None or found.user.disabled_at is not None:
        raise web.HTTPNotFound
    return found.user
