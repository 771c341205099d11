"""What an operator does with accounts."""

from __future__ import annotations

from typing import Any

import msgspec

from tracker.services.acts.acting import Acting, Refusal
from tracker.storage import users
from tracker.storage.database import Database
from tracker.storage.users import User


async def user_list(context: Acting) -> dict[str, Any]:
    """Every account, the oldest first."""
    return {"users": [msgspec.to_builtins(user) for user in await users.all_users(context.db)]}


async def known_user(db: Database, name_or_email: str) -> User:
    """The user who is called so; raises Refusal."""
    found = await users.find_user(db, name_or_email)
    if found is None:
        raise Refusal(f"Nobody is called {name_or_email!r}. `tracker user list` lists everybody.")
    return found[0]
