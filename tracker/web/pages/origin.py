"""This server's own address, as browsers know it."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import web

from tracker.settings.hosts import is_this_machine
from tracker.web import keys
from tracker.web.asking.client import scheme_of


def own_origin(request: web.Request) -> str:
    """This server as its owner's browser sees it, without a slash at the end."""
    return request.app[keys.CONFIG].public_url or f"{scheme_of(request)}://{request.host}"


def is_loopback(origin: str) -> bool:
    """Whether that address can only be reached from the same machine."""
    return is_this_machine(urlsplit(origin).hostname or "")
