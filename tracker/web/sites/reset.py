"""A site's numbers begin anew."""

from __future__ import annotations

from aiohttp import web

from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.accounts.proofs import is_proved, proof_of
from tracker.web.asking.audit import audit
from tracker.web.asking.handler_marks import shows_no_secret
from tracker.web.asking.sessions import signed_in
from tracker.web.asking.site_access import site_for
from tracker.web.forms.bodies import fields_of
from tracker.web.forms.proofs import Proof
from tracker.web.pages.pages import render, url
from tracker.web.words.i18n import _


@shows_no_secret
async def reset_page(request: web.Request) -> web.Response:
    """What goes and what stays; the site's name and the password are to be typed."""
    site, user = await site_for(request, "owner"), await signed_in(request)
    return await _page(request, site, await proof_of(request, user, is_sent=False))


async def site_reset(request: web.Request) -> web.Response:
    """Erase all that was recorded so far."""
    site, user = await site_for(request, "owner"), await signed_in(request)
    proof, typed = await proof_of(request, user), (await fields_of(request)).get("confirm", "")
    if typed.strip().casefold() != site.name.casefold():
        error = _("Type %(name)s exactly to begin anew.") % {"name": site.name}
        return await _page(request, site, proof, 422, error=error)
    if not await is_proved(request, proof, user):
        return await _page(request, site, proof, 422, typed=typed)
    await request.app[keys.RESETS].begin(site.id)
    await audit(request, "numbers reset", f"site {site.id}")
    raise web.HTTPSeeOther(url(request, "site_settings", site_id=site.id) + "?reset")


async def _page(  # noqa: PLR0917
    request: web.Request,
    site: Site,
    proof: Proof,
    status: int = 200,
    error: str = "",
    typed: str = "",
) -> web.Response:
    stored = await request.app[keys.FACTS].stored_events(site.id)
    said = {"proof": proof, "error": error, "typed": typed, "stored": stored}
    return await render(request, "sites/reset.html", status, site=site, **said)
