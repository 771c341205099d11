"""/.well-known/security.txt (RFC 9116): whom to tell about a hole in this server."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import cache

from aiohttp import web

from tracker import __released__, resources
from tracker.web import keys
from tracker.web.asking.base_path import full_path
from tracker.web.asking.handler_marks import open_to_all

# A release that nobody has renewed for so long says nothing reliable. The RFC: less than a year.
GOOD_FOR = timedelta(days=360)


@open_to_all
async def security_txt(request: web.Request) -> web.Response:
    """The administrators' addresses; 404 where none is configured, as a file without a contact
    is none."""
    config = request.app[keys.CONFIG]
    if not config.admins:
        return web.Response(status=404, text="No contact is configured: ADMINS.\n")
    lines = [f"Contact: mailto:{address}" for address in config.admins]
    lines.append(f"Expires: {expires():%Y-%m-%dT%H:%M:%SZ}")
    lines.append("Preferred-Languages: en")
    if config.public_url:
        path = full_path(request.app, request.path)
        lines.append(f"Canonical: {config.public_url}{path}")
        where = request.app.router["security_policy"].url_for()
        lines.append(f"Policy: {config.public_url}{full_path(request.app, str(where))}")
    return web.Response(text="\n".join([*lines, ""]), charset="utf-8")


@open_to_all
async def policy(_request: web.Request) -> web.Response:
    """docs/security.md, as text: the release's own words, so that they fit what runs."""
    return web.Response(text=policy_text(), charset="utf-8")


@cache
def policy_text() -> str:
    """Read once a process, at its first reader."""
    return resources.security_policy().read_text("utf-8")


def expires() -> datetime:
    """When this release's word is no longer to be relied on."""
    return datetime.combine(__released__, time(), UTC) + GOOD_FOR
