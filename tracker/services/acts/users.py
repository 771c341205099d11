"""What an operator does with accounts."""

from __future__ import annotations

from typing import Any

import msgspec

from tracker.services.acts.acting import Acting
from tracker.storage import users


async def user_list(context: Acting) -> dict[str, Any]:
    """Every account, the oldest first."""
    return {"users": [msgspec.to_builtins(user) for user in await users.all_users(context.db)]}
