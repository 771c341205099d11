"""Addresses that leave in a mail: made of PUBLIC_URL alone, never of what a request says."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tracker.web import keys
from tracker.web.pages.pages import path_of


class NoPublicUrl(Exception):
    """PUBLIC_URL is not set: no link can be mailed, as a Host header may be anybody's word."""


def public_link(request: web.Request, name: str, **parts: Any) -> str:
    """The whole address of a named route; raises NoPublicUrl."""
    return public_address(request.app, name, **parts)


def public_address(app: web.Application, name: str, **parts: Any) -> str:
    """The same where nobody has asked for anything; raises NoPublicUrl."""
    public = app[keys.CONFIG].public_url
    if not public:
        raise NoPublicUrl
    return public + path_of(app, name, **parts)


def mails_links(request: web.Request) -> bool:
    """Whether links reach those whose addresses are typed, and nobody else."""
    return can_mail_links(request) and request.app[keys.MAILER].sends


def can_mail_links(request: web.Request) -> bool:
    """Whether a link can be mailed at all; where it cannot, the pages say so."""
    return bool(request.app[keys.CONFIG].public_url)
