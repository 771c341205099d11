"""Addresses that leave in a mail: made of PUBLIC_URL alone, never of what a request says."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tracker.web import keys
from tracker.web.pages import url


class NoPublicUrl(Exception):
    """PUBLIC_URL is not set: no link can be mailed, as a Host header may be anybody's word."""


def public_link(request: web.Request, name: str, **parts: Any) -> str:
    """The whole address of a named route; raises NoPublicUrl."""
    public = request.app[keys.CONFIG].public_url
    if not public:
        raise NoPublicUrl
    return public + url(request, name, **parts)


def can_mail_links(request: web.Request) -> bool:
    """Whether a link can be mailed at all; where it cannot, the pages say so."""
    return bool(request.app[keys.CONFIG].public_url)
