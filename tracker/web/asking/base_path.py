"""Hosting below a path such as /stats. The routes do not know of it: what comes in loses it
before they see it, and `full_path` puts it in front of every address that goes out."""

from __future__ import annotations

from aiohttp import web
from aiohttp.http_parser import RawRequestMessage

from tracker.web import keys

OUTSIDE = "*"  # no route begins with it


def full_path(app: web.Application, path: str) -> str:
    """A path of ours as browsers see it."""
    return app[keys.CONFIG].base_path + path


def inside(base: str, message: RawRequestMessage) -> RawRequestMessage:
    """The request as the routes know it; one for another path leads to none of them."""
    url = message.url
    path = url.raw_path
    below = path.removeprefix(base)
    if below != path and (not below or below.startswith("/")):
        inner = below or "/"
    else:
        inner = OUTSIDE if path == OUTSIDE else f"{OUTSIDE}{path}"
        if url.absolute:
            inner = f"/{inner}"  # an address with a host has no other kind of path
    return message._replace(url=url.with_path(inner, encoded=True, keep_query=True))
