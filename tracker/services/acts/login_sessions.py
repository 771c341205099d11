"""Log-in sessions that an operator makes."""

from __future__ import annotations

import secrets
from typing import Any

from tracker.services.acts.acting import Acting, Refusal
from tracker.services.acts.users import known_user
from tracker.storage.login_sessions import Client, SwitchedOff, delete_spent, insert_session

MADE_BY = Client("tracker create-session", "")


async def session_create(context: Acting, user: str) -> dict[str, Any]:
    """A session of that user as if they had just logged in; its token, and where it belongs."""
    found, now, token = await known_user(context.db, user), context.now(), secrets.token_urlsafe(32)
    try:
        async with context.db.transaction() as tx:
            await insert_session(tx, token, found.id, MADE_BY, now)
            gone = await delete_spent(tx, found.id, context.settled())
    except SwitchedOff:
        raise Refusal(f"{found.name} is switched off.") from None
    context.session_ends.end(gone)
    context.note("session made", f"user {found.id}")
    return {"token": token, "public_url": context.config.public_url}
