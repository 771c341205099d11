"""Another set-up link, when the one that was printed has run out."""

from __future__ import annotations

from typing import Any

from tracker.services.acts.acting import Acting, Refusal
from tracker.storage.accounts.users import any_user


async def setup_link(context: Acting) -> dict[str, Any]:
    """The token of a new one, and the server's address: a command's settings need not be the
    server's. While nobody has an account, and beside a running server only."""
    if await any_user(context.kept):
        raise Refusal("There is an account already; `tracker user add` makes more.")
    if context.setup_link is None:
        raise Refusal("No server runs here. Start it: it prints a set-up link.")
    return {"token": await context.setup_link.renew(), "address": context.address}
