"""The link that logs in, once, in the browser that asked for it."""

from __future__ import annotations

from aiohttp import web

from tracker.domain.mailed_links import Worth
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.redirects import safe_target
from tracker.web.pages.pages import render, url
from tracker.web.signing_in.local_log_in import must_be_on
from tracker.web.signing_in.mail_trouble import forgive
from tracker.web.signing_in.opened_links import not_good, opened, quiet
from tracker.web.signing_in.second_step import enter, with_next


async def login_link_page(request: web.Request) -> web.Response:
    """One click from being logged in."""
    must_be_on(request)
    link = await opened(request, "login")
    if isinstance(link, web.Response):
        return link
    target = safe_target(request.query.get("next", "/"))
    action = with_next(url(request, "login_link", token=request.match_info["token"]), target)
    return quiet(await render(request, "links/login.html", link=link, action=action, user=None))


async def login_link(request: web.Request) -> web.Response:
    """Logged in, or on to the code; the link is used up."""
    must_be_on(request)
    link = await opened(request, "login")
    if isinstance(link, web.Response):
        return link
    if not await request.app[keys.MAILED_LINKS].use(link):
        return await not_good(request, "login", Worth.USED)
    await forgive(request, link.user)
    await audit(request, "log-in link used", f"user {link.user.id}", actor_id=link.user.id)
    raise await enter(request, link.user, safe_target(request.query.get("next", "/")))
