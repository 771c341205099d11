"""A path of the owner's own site, typed on the set-up page, that leads to this server's script."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urljoin

from aiohttp import web

from tracker.domain.own_path import own_script
from tracker.storage.sites.sites import Site
from tracker.web.asking.client import address_of
from tracker.web.sites.own_visits import pages_of

USUAL = "app.js"  # where only a folder was typed


class OwnPath(NamedTuple):
    """`script`: "" where nothing, or nothing usable, was typed. `check`: the page there that says
    how a visitor is seen, which is to be at `seen`."""

    typed: str
    script: str
    check: str
    seen: str


def own_path(request: web.Request, site: Site) -> OwnPath:
    """As the address of the page says."""
    typed = request.query.get("path", "")
    home = next(iter(pages_of(site)), "")
    script = own_script(typed, home, USUAL) or ""
    check = urljoin(script, f"visit/{site.key}/seen") if script else ""
    return OwnPath(typed, script, check, address_of(request))
