"""The session cookie: a random token, and the row that says what it means."""

from __future__ import annotations

from typing import Any

import aiohttp_session
from aiohttp import web

from tracker.config import Config
from tracker.storage.accounts import login_sessions
from tracker.storage.accounts.login_sessions import ABSOLUTE, LoginSession
from tracker.web import keys
from tracker.web.asking.client import scheme_of
from tracker.web.asking.cookie_rules import TOKEN, cookie_name, cookie_path, is_secure
from tracker.web.asking.handler_marks import is_by_itself
from tracker.web.asking.sessions import session_cookie
from tracker.web.asking.tries import DEVICE
from tracker.web.words.i18n import read_as


class TableStorage(aiohttp_session.AbstractStorage):
    """The cookie holds a random token and nothing else; the table says what it means."""

    def __init__(self, config: Config) -> None:
        super().__init__(
            cookie_name=cookie_name(config), max_age=ABSOLUTE // 1000, path=cookie_path(config)
        )
        self._config = config

    async def load_session(self, request: web.Request) -> aiohttp_session.Session:
        """The session of the cookie's token; garbage is a stranger, never an error."""
        token = session_cookie(request)
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
        request: web.Request,
        response: web.StreamResponse,
        session: aiohttp_session.Session,
    ) -> None:
        """Only cookies: the row was written when the user signed in."""
        scheme = scheme_of(request)
        name, path = cookie_name(self._config, scheme), cookie_path(self._config)
        secure = is_secure(self._config, scheme)
        if session.empty:
            # Browsers ignore the deletion of a __Host- cookie that does not repeat its attributes.
            response.del_cookie(name, path=path, secure=secure, httponly=True, samesite="Lax")
            return
        response.set_cookie(
            name,
            str(session.identity),
            max_age=self.max_age,
            path=path,
            secure=secure,
            httponly=True,
            samesite="Lax",
        )
        if device := request.get(keys.DEVICE):
            DEVICE.give(request, response, device)


async def _find(request: web.Request, token: str) -> LoginSession | None:
    db, now = request.app[keys.KEPT], request.app[keys.CLOCK]()
    login = await login_sessions.find_session(db, token, now)
    if login and not is_by_itself(request):
        await request.app[keys.LOG_INS].note_use(login)
    return login
