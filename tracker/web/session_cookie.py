"""The session cookie: a random token, and the row that says what it means."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

import aiohttp_session
from aiohttp import web

from tracker.config import Config
from tracker.storage import login_sessions
from tracker.storage.login_sessions import ABSOLUTE, LoginSession
from tracker.web import keys
from tracker.web.i18n import read_as

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
SEEN_EVERY = 300_000  # ms; more often would write on every page


class TableStorage(aiohttp_session.AbstractStorage):
    """The cookie holds a random token and nothing else; the table says what it means."""

    def __init__(self, config: Config) -> None:
        super().__init__(
            cookie_name=cookie_name(config),
            max_age=ABSOLUTE // 1000,
            path=cookie_path(config),
            secure=is_secure(config),
            httponly=True,
            samesite="Lax",
        )

    async def load_session(self, request: web.Request) -> aiohttp_session.Session:
        """The session of the cookie's token; garbage is a stranger, never an error."""
        token = self.load_cookie(request) or ""
        login = await _find(request, token) if TOKEN.fullmatch(token) else None
        if login is None:
            return await self.new_session()
        request[keys.LOGIN] = login
        read_as(login.user)
        created = login.created_at // 1000
        data: Any = {"created": created, "session": {"user": login.user.id}}
        return aiohttp_session.Session(token, data=data, new=False)

    async def save_session(
        self,
        request: web.Request,  # noqa: ARG002 (the signature is the library's)
        response: web.StreamResponse,
        session: aiohttp_session.Session,
    ) -> None:
        """Only the cookie: the row was written when the user signed in."""
        if not session.empty:
            self.save_cookie(response, str(session.identity), max_age=self.max_age)
            return
        # Browsers ignore the deletion of a __Host- cookie that does not repeat its attributes.
        how = self.cookie_params
        response.del_cookie(
            self.cookie_name,
            path=how["path"],
            secure=how["secure"],
            httponly=True,
            samesite=how["samesite"],
        )


async def _find(request: web.Request, token: str) -> LoginSession | None:
    db, now = request.app[keys.DATABASE], request.app[keys.CLOCK]()
    login = await login_sessions.find_session(db, token, now)
    if login and now - login.seen_at > SEEN_EVERY:
        try:
            async with db.transaction() as tx:
                await login_sessions.touch_session(tx, login.id, now)
        except sqlite3.Error:
            pass  # A full disk must not take the pages away.
    return login


def is_secure(config: Config) -> bool:
    """Whether browsers may send the cookie over https only."""
    return config.public_url.startswith("https:")


def cookie_path(config: Config) -> str:
    """Where browsers send the cookie: not to what else may be on the same host."""
    return config.base_path or "/"


def cookie_name(config: Config) -> str:
    """Browsers take a __Host- cookie for a whole host only, so not below a base path."""
    if not is_secure(config):
        return "tracker"
    return "__Secure-tracker" if config.base_path else "__Host-tracker"
