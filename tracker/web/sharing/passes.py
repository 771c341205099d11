"""What a browser keeps that has shown a shared link's password: good for that link alone, until the
password changes or half a day has passed. The server keeps nothing of it."""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode
from hashlib import sha256

from aiohttp import web

from tracker.domain.reports.shared_links import SharedLink
from tracker.web import keys
from tracker.web.asking.short_cookies import ShortCookie

LIFE = 12 * 3_600_000  # ms
PATTERN = re.compile(r"\d{13}-[A-Za-z0-9_-]{43}")


def has_pass(request: web.Request, link: SharedLink) -> bool:
    """Whether this browser needs no password: there is none, or it has shown it."""
    if link.password is None:
        return True
    shown = _cookie(link).read(request)
    until = int(shown.partition("-")[0] or 0)
    return until > request.app[keys.CLOCK]() and hmac.compare_digest(shown, _pass(link, until))


def give_pass(request: web.Request, response: web.StreamResponse, link: SharedLink) -> None:
    """To a browser that has shown the password."""
    until = request.app[keys.CLOCK]() + LIFE
    _cookie(link).give(request, response, _pass(link, until))


def _cookie(link: SharedLink) -> ShortCookie:
    return ShortCookie(f"-share-{link.id}", LIFE // 1000, PATTERN)


def _pass(link: SharedLink, until: int) -> str:
    """The password's encoding is a secret of the server, and another one for each password."""
    secret = (link.password or "").encode()
    signed = hmac.digest(secret, f"{link.token} {until}".encode(), sha256)
    return f"{until:013d}-{urlsafe_b64encode(signed).rstrip(b'=').decode()}"
