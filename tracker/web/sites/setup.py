"""The set-up page: what to paste, whether it works, and if not, why."""

from __future__ import annotations

from urllib.parse import urlencode

from aiohttp import web

from tracker.domain.hosts import NotAHost, read_host
from tracker.domain.snippets import snippets
from tracker.storage.log.totals import has_visits
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.handler_marks import shows_no_secret
from tracker.web.asking.site_access import site_for
from tracker.web.forms.bodies import fields_of
from tracker.web.forms.sites import MOST_HOSTS
from tracker.web.pages.attribution import attribution
from tracker.web.pages.headers import for_frames, with_frames
from tracker.web.pages.origin import is_loopback, own_origin
from tracker.web.pages.pages import render, url
from tracker.web.sites.own_path import own_path
from tracker.web.sites.own_visits import own_visits
from tracker.web.words.i18n import _


@shows_no_secret
async def setup_page(request: web.Request) -> web.Response:
    """Everything that arrives later comes over the site's live socket."""
    site = await site_for(request, "viewer")
    origin, own = own_origin(request), own_path(request, site)
    script = own.script or script_url(request)
    local = is_loopback(own.script or origin)
    page = await render(
        request,
        "sites/setup.html",
        site=site,
        asked_for=request.query.get("for", ""),
        snippets=dict(snippets(script, site.key, local=local)),
        own=own,
        script=script,
        local=local,
        origin=origin,
        configured=bool(request.app[keys.CONFIG].public_url),
        attribution=attribution(request),
        own_rule=own_visits(request, site).rule,
        visited=await has_visits(request.app[keys.DATABASE], site.id),
    )
    return with_frames(request, page)


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
