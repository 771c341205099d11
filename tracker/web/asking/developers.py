"""Who may see what only those who work on Tracker should."""

from __future__ import annotations

from aiohttp import web

from tracker.settings.hosts import is_this_machine
from tracker.web import keys


def is_for_developers(request: web.Request) -> bool:
    """With DEBUG, and only straight from this machine: not through a proxy, nor by a name that
    somebody else's server gave to this machine's address."""
    forwarded = any(name in request.headers for name in OF_PROXIES)
    return (
        request.app[keys.CONFIG].debug
        and not forwarded
        and is_this_machine(request.remote or "")
        and is_this_machine(request.url.host or "")
    )


OF_PROXIES = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP", "Forwarded")
