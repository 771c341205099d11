"""The link that the server prints at its first start: whoever opens it becomes the admin."""

from __future__ import annotations

from aiohttp import web

from tracker.domain.mailed_links import Worth
from tracker.services.accounts.new_accounts import make_first
from tracker.storage.accounts import users
from tracker.web import keys
from tracker.web.forms.accounts import Registration
from tracker.web.pages.pages import path_of
from tracker.web.signing_in.registration import on_to_the_first_page, registration_form
from tracker.web.words.i18n import _

# What prints another link, on servers as docs/deployment.md has them.
LINK_COMMANDS = {
    "make": ".venv/bin/tracker setup-link",
    "compose": "docker compose -f deploy/compose.yaml exec tracker tracker setup-link",
    "systemd": "sudo -u tracker /opt/tracker/current/bin/tracker --env-file /etc/tracker.env "
    "setup-link",
}


async def first_user_path(app: web.Application) -> str | None:
    """The path to print while nobody has an account; for after the start."""
    if await users.any_user(app[keys.KEPT]):
        return None
    return path_of(app, "first_user", token=await app[keys.SETUP_LINK].token())


async def first_user_page(request: web.Request) -> web.Response:
    """The form of the first account."""
    await _only_once(request)
    return await registration_form(request, Registration())


async def first_user(request: web.Request) -> web.Response:
    """The first account; of two who send it at once, one gets it and the other a 404."""
    await _only_once(request)
    return await on_to_the_first_page(request, make_first, None)


async def _only_once(request: web.Request) -> None:
    worth = await request.app[keys.SETUP_LINK].worth_of(request.match_info["token"])
    if worth is Worth.UNKNOWN:
        raise web.HTTPNotFound
    if await users.any_user(request.app[keys.KEPT]):
        raise web.HTTPNotFound
    if worth is Worth.EXPIRED:
        raise web.HTTPGone(text=str(RUN_OUT))


RUN_OUT = _(
    "A set-up link is good for an hour. Run “tracker setup-link” on the server, or start the "
    "server again: both print a new one."
)
