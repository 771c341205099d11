"""Log-in sessions that an operator makes, and links that let somebody in."""

from __future__ import annotations

from typing import Any

from tracker.services.acts.acting import Acting, Refusal
from tracker.services.acts.users import known_user
from tracker.storage.accounts.login_sessions import Client, SwitchedOff
from tracker.storage.accounts.users import any_user

MADE_BY = Client("tracker create-session", "")


async def session_create(context: Acting, user: str) -> dict[str, Any]:
    """A session of that user as if they had just logged in; its token, and where it belongs."""
    found = await known_user(context.kept, user)
    try:
        token = await context.log_ins.begin(found.id, MADE_BY)
    except SwitchedOff:
        raise Refusal(f"{found.name} is switched off.") from None
    context.note("session made", f"user {found.id}")
    return {"token": token, "public_url": context.config.public_url}


async def user_login_link(context: Acting, user: str) -> dict[str, Any]:
    """The token of a link that lets that user in, once. Beside a running server only."""
    found = await known_user(context.kept, user)
    if found.disabled_at is not None:
        raise Refusal(f"{found.name} is switched off.")
    if context.printed_links is None:
        raise Refusal("No server runs here: start it first.")
    context.note("link to log in printed", f"user {found.id}")
    token = await context.printed_links.issue(found.id)
    return {"user": found.name, "token": token, "address": context.address}


async def setup_link(context: Acting) -> dict[str, Any]:
    """The token of a new one, when the one that was printed has run out, and the server's address:
    a command's settings need not be the server's. While nobody has an account, and beside a running
    server only."""
    if await any_user(context.kept):
        raise Refusal("There is an account already; `tracker user add` makes more.")
    if context.setup_link is None:
        raise Refusal("No server runs here. Start it: it prints a set-up link.")
    return {"token": await context.setup_link.renew(), "address": context.address}
