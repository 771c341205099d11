"""Who is about to show a secret, for the throttles: a session, a browser that knows the account, or
a stranger."""

from __future__ import annotations

import secrets

from aiohttp import web

from tracker.domain.known_browsers import LIFE, MARKS, NONCE_BYTES, known_as, mark, with_mark
from tracker.services.accounts.passwords import NOBODYS
from tracker.services.accounts.throttle import Try
from tracker.storage.accounts import users
from tracker.storage.accounts.login_sessions import LoginSession
from tracker.storage.accounts.users import User
from tracker.web import keys
from tracker.web.asking.client import rate_key_of
from tracker.web.asking.short_cookies import ShortCookie

DEVICE = ShortCookie("-device", LIFE // 1000, MARKS)
NOBODY = 0  # no user's number


def try_of_session(request: web.Request, login: LoginSession) -> Try:
    """Whoever is logged in: what strangers do, or another session does, is not held against it."""
    return Try(rate_key_of(request), f"user {login.user.id}", f"session {login.id}")


def try_of_browser(request: web.Request, typed: str, found: tuple[User, str] | None) -> Try:
    """Whoever types a name or an address; `found` is whose it is. The same work where it is
    nobody's."""
    user_id, encoded = (found[0].id, found[1]) if found else (NOBODY, NOBODYS)
    device = known_as(DEVICE.read(request), user_id, encoded, request.app[keys.CLOCK]())
    return Try(rate_key_of(request), typed, device, f"user {user_id}" if device else "")


async def know_browser(request: web.Request, user: User) -> None:
    """Have this browser keep a new mark of the account; the session's cookie takes it along."""
    found = await users.find_user(request.app[keys.KEPT], user.name)
    if found is not None:
        now, nonce = request.app[keys.CLOCK](), secrets.token_bytes(NONCE_BYTES)
        whose = user.id, found[1]
        new = mark(*whose, nonce, now)
        request[keys.DEVICE] = with_mark(DEVICE.read(request), new, *whose, now)
