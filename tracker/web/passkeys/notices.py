"""Mails to an account's owner about its passkeys: whoever adds one stays in for long."""

from __future__ import annotations

from aiohttp import web

from tracker.storage.accounts.users import User
from tracker.web import keys
from tracker.web.asking.client import client_of
from tracker.web.mail.links import can_mail_links, public_link
from tracker.web.mail.writing import compose


async def tell_of_new(request: web.Request, user: User, name: str) -> None:
    """There is one more."""
    await _tell(request, user, "passkey_made", name)


async def tell_of_twin(request: web.Request, user: User, name: str) -> None:
    """Somebody may have a copy of it."""
    await _tell(request, user, "passkey_doubted", name)


async def _tell(request: web.Request, user: User, mail: str, name: str) -> None:
    """Without an address, or one of our own for the link, the audit log has it alone."""
    if not user.email or not can_mail_links(request):
        return
    client = client_of(request)
    about = {
        "who": user.name,
        "passkey": name,
        "browser": client.browser,
        "network": client.network,
        "at": request.app[keys.CLOCK](),
        "link": public_link(request, "passkeys"),
    }
    request.app[keys.MAILER].post(await compose(request, user.email, mail, **about))
