"""Cookies that bind a browser to what it has asked for, for minutes, or to who has logged in
there."""

from __future__ import annotations

import re

from aiohttp import web

from tracker.web import keys
from tracker.web.asking.client import scheme_of
from tracker.web.asking.cookie_rules import TOKEN, cookie_name, cookie_path, is_secure


class ShortCookie:
    """A random token, or another text of that pattern, under the session cookie's name and
    something behind it.

    Lax and not Strict: the click in a mail comes from elsewhere.
    """

    def __init__(self, suffix: str, seconds: int, pattern: re.Pattern[str] = TOKEN) -> None:
        self._suffix = suffix
        self._seconds = seconds
        self._pattern = pattern

    def read(self, request: web.Request) -> str:
        """The token that the browser has; "" for none, or garbage."""
        token = request.cookies.get(self._name(request), "")
        return token if self._pattern.fullmatch(token) else ""

    def give(self, request: web.Request, response: web.StreamResponse, token: str) -> None:
        """Let the browser keep the token."""
        response.set_cookie(
            self._name(request),
            token,
            max_age=self._seconds,
            path=cookie_path(request.app[keys.CONFIG]),
            secure=is_secure(request.app[keys.CONFIG], scheme_of(request)),
            httponly=True,
            samesite="Lax",
        )

    def drop(self, request: web.Request, response: web.StreamResponse) -> None:
        """Take it away. Repeats its attributes: a browser would keep a __Host- cookie otherwise."""
        response.del_cookie(
            self._name(request),
            path=cookie_path(request.app[keys.CONFIG]),
            secure=is_secure(request.app[keys.CONFIG], scheme_of(request)),
            httponly=True,
            samesite="Lax",
        )

    def _name(self, request: web.Request) -> str:
        return cookie_name(request.app[keys.CONFIG], scheme_of(request)) + self._suffix
