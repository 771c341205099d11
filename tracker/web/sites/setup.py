"""The set-up page: what to paste, whether it works, and if not, why."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode, urljoin

from aiohttp import web

from tracker.domain.hosts import NotAHost, read_host
from tracker.domain.own_path import own_script
from tracker.domain.snippets import snippets
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.client import address_of
from tracker.web.asking.handler_marks import shows_no_secret
from tracker.web.asking.site_access import site_for
from tracker.web.forms.bodies import fields_of
from tracker.web.forms.sites import MOST_HOSTS
from tracker.web.pages.attribution import attribution
from tracker.web.pages.headers import for_frames, with_frames
from tracker.web.pages.origin import is_loopback, own_origin
from tracker.web.pages.pages import render, url
from tracker.web.sites.own_visits import own_visits, pages_of
from tracker.web.words.i18n import _

USUAL = "app.js"  # what the script is called where only a folder was typed


@shows_no_secret
async def setup_page(request: web.Request) -> web.Response:
    """Everything that arrives later comes over the site's live socket."""
    return await page_of(request, await site_for(request, "viewer"))


async def page_of(
    request: web.Request, site: Site, status: int = 200, looked: Any = None
) -> web.Response:
    """`looked`: what was found on a page of the owner's."""
    origin, own = own_origin(request), own_path(request, site)
    script = own.script or script_url(request)
    local = is_loopback(own.script or origin)
    page = await render(
        request,
        "sites/setup.html",
        status,
        site=site,
        asked_for=request.query.get("for", ""),
        snippets=dict(snippets(script, site.key, local=local)),
        own=own,
        looked=looked,
        home=next(iter(pages_of(site)), ""),
        script=script,
        local=local,
        origin=origin,
        configured=bool(request.app[keys.CONFIG].public_url),
        attribution=attribution(request),
        own_rule=own_visits(request, site).rule,
        visited=await request.app[keys.FACTS].has_visits(site.id),
    )
    return with_frames(request, page)


class OwnPath(NamedTuple):
    """A path of the owner's own site that leads to this server's script. `script`: "" where
    nothing, or nothing usable, was typed. `check`: the page there that says how a visitor is seen,
    which is to be at `seen`."""

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


async def test_visit(request: web.Request) -> web.Response:
    """A page with the real beacon and a token for one visit, for a frame of the set-up page. It is
    the answer itself: a redirect would carry the token in an address, and loading it again sends
    another visit."""
    site = await site_for(request, "editor")
    token = request.app[keys.TEST_TOKENS].issue(site.id)
    script = script_url(request)
    page = await render(request, "sites/test_visit.html", site=site, token=token, script=script)
    return for_frames(request, page)


async def test_visit_again(request: web.Request) -> web.Response:
    """Opened without the button: nothing to send."""
    site = await site_for(request, "editor")
    raise web.HTTPSeeOther(url(request, "site_setup", site_id=site.id))


async def host_allow(request: web.Request) -> web.Response:
    """Put a host on the site's list, from the row that says it was refused."""
    site = await site_for(request, "editor")
    host = _host((await fields_of(request)).get("host", ""))
    if len(site.hosts) >= MOST_HOSTS:
        raise web.HTTPBadRequest(text=_("The list has 50 hosts already."))
    await request.app[keys.SITES].allow_host(site.id, host)
    await audit(request, "host allowed", f"site {site.id}")
    guide = request.query.get("for", "")
    query = f"?{urlencode({'for': guide})}" if guide else ""
    raise web.HTTPSeeOther(url(request, "site_setup", site_id=site.id) + query)


def _host(typed: str) -> str:
    try:
        return read_host(typed)
    except NotAHost:
        raise web.HTTPBadRequest(text=_("That is not a host name.")) from None


def script_url(request: web.Request) -> str:
    """Where pages of other origins fetch the beacon's script."""
    return own_origin(request) + url(request, "beacon")
