"""Mails to an account's owner about its passkeys: whoever adds one stays in for long."""

from __future__ import annotations

from aiohttp import web

from tracker.storage.accounts.users import User
from tracker.web.mail.account_notices import mail_owner


async def tell_of_new(request: web.Request, user: User, name: str) -> None:
    """There is one more."""
    await mail_owner(request, user, "passkey_made", link_to="passkeys", passkey=name)


async def tell_of_twin(request: web.Request, user: User, name: str) -> None:
    """Somebody may have a copy of it."""
    await mail_owner(request, user, "passkey_doubted", link_to="passkeys", passkey=name)
