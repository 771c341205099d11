"""The browser that asks for a link: what is mailed is good in no other."""

from __future__ import annotations

import secrets
from typing import Any

from aiohttp import web

from tracker.domain.mailed_links import LIFE
from tracker.web.asking.short_cookies import ShortCookie
from tracker.web.pages.pages import render

ASKED = ShortCookie("-asked", LIFE // 1000)


def browser_of(request: web.Request) -> str:
    """The secret that it keeps, or a new one for it."""
    return ASKED.read(request) or secrets.token_urlsafe(32)


async def on_its_way(
    request: web.Request, template: str, browser: str, **said: Any
) -> web.Response:
    """The page that says so, and the secret for the browser to keep."""
    answer = await render(request, template, **said)
    ASKED.give(request, answer, browser)
    return answer
