"""Log-in sessions that an operator makes."""

from __future__ import annotations

from typing import Any

from tracker.services.acts.acting import Acting, Refusal
from tracker.services.acts.users import known_user
from tracker.storage.accounts.login_sessions import Client, SwitchedOff

MADE_BY = Client("tracker create-session", "")


async def session_create(context: Acting, user: str) -> dict[str, Any]:
    """A session of that user as if they had just logged in; its token, and where it belongs."""
    found = await known_user(context.db, user)
    try:
        token = await context.log_ins.begin(found.id, MADE_BY)
    except SwitchedOff:
        raise Refusal(f"{found.name} is switched off.") from None
    context.note("session made", f"user {found.id}")
    return {"token": token, "public_url": context.config.public_url}
