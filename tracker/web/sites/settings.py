"""A site's settings, and its end."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web

from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.accounts.proofs import ask_again, is_proved, proof_of
from tracker.web.asking.audit import audit
from tracker.web.asking.handler_marks import shows_no_secret
from tracker.web.asking.sessions import signed_in
from tracker.web.asking.site_access import site_for
from tracker.web.forms.bodies import fields_of
from tracker.web.forms.proofs import Proof
from tracker.web.forms.reading import read_form
from tracker.web.forms.sites import KEEP_ADDRESS, SUMS, RetentionForm, SiteForm, read_hosts
from tracker.web.forms.time_zones import time_zones
from tracker.web.pages.pages import render, url
from tracker.web.words.i18n import _


@shows_no_secret
async def settings_page(request: web.Request) -> web.Response:
    """Name, time zone, hosts, addresses; below them the way to delete the site."""
    site = await site_for(request, "editor")
    await asyncio.to_thread(time_zones)
    form = SiteForm(data=_values(site))
    query = request.query
    return await _page(request, site, form, saved="saved" in query, begun_anew="reset" in query)


async def settings_save(request: web.Request) -> web.Response:
    """They hold for the next beacon."""
    site = await site_for(request, "editor")
    await asyncio.to_thread(time_zones)
    form = await read_form(request, SiteForm)
    if not form.validate():
        return await _page(request, site, form, status=422)
    await request.app[keys.SITES].change(
        site.id,
        name=form.name.data,
        time_zone=form.time_zone.data,
        hosts=read_hosts(form.hosts),
        keep_address=form.keep_address.data,
    )
    await audit(request, "site changed", f"site {site.id}")
    raise web.HTTPSeeOther(url(request, "site_settings", site_id=site.id) + "?saved")


async def site_delete(request: web.Request) -> web.Response:
    """Delete the site and all that was recorded, once its name and the password were typed."""
    site, user = await site_for(request, "owner"), await signed_in(request)
    await asyncio.to_thread(time_zones)
    form, proof = SiteForm(data=_values(site)), await proof_of(request, user)
    typed = (await fields_of(request)).get("confirm", "").strip()
    if typed.casefold() != site.name.casefold():
        error = _("Type %(name)s exactly to delete it.") % {"name": site.name}
        return await _page(request, site, form, status=422, proof=proof, delete_error=error)
    if not await is_proved(request, proof, user):
        return await _page(request, site, form, status=422, proof=proof, typed=typed)
    await request.app[keys.SITES].remove(site)
    request.app[keys.REMOVALS].wake()
    await audit(request, "site deleted", f"site {site.id}")
    raise web.HTTPSeeOther(url(request, "home") + "?deleted")


async def retention_save(request: web.Request) -> web.Response:
    """How long visits are kept; older ones go the next morning."""
    site = await site_for(request, "owner")
    await asyncio.to_thread(time_zones)
    retention = await read_form(request, RetentionForm)
    if not retention.validate():
        form = SiteForm(data=_values(site))
        return await _page(request, site, form, status=422, retention=retention)
    days, sums = retention.days.data, retention.sums.data
    keeps = site.keeps_sums if sums is None else sums == "keep"
    erases = _erases_more(request, site, days) or (site.keeps_sums and not keeps)
    if erases and (asked := await _ask_before_erasing(request, site)):
        return asked
    await request.app[keys.SITES].change(site.id, retention_days=days, keeps_sums=keeps)
    request.app[keys.UNWANTED_SUMS].look()
    await audit(request, "retention changed", f"site {site.id}")
    raise web.HTTPSeeOther(url(request, "site_settings", site_id=site.id) + "?saved")


def _erases_more(request: web.Request, site: Site, days: int | None) -> bool:
    usual = request.app[keys.CONFIG].retention_days
    before, after = [usual if each is None else each for each in (site.retention_days, days)]
    return bool(after) and (not before or after < before)


async def _ask_before_erasing(request: web.Request, site: Site) -> web.Response | None:
    what = _(
        "Visits that are older than that are erased the next morning, sums of days that are not to "
        "stay at once, for good: all of %(name)s."
    )
    return await ask_again(
        request,
        _("Keep visits for a shorter time"),
        what % {"name": site.name},
        url(request, "site_settings", site_id=site.id),
    )


def _values(site: Site) -> dict[str, str]:
    return {
        "name": site.name,
        "time_zone": site.time_zone,
        "hosts": "\n".join(site.hosts),
        "keep_address": site.keep_address,
    }


def _retention_of(site: Site) -> RetentionForm:
    sums = "keep" if site.keeps_sums else "erase"
    return RetentionForm(data={"days": site.retention_days, "sums": sums})


async def _empty_proof(request: web.Request) -> Proof:
    return await proof_of(request, await signed_in(request), is_sent=False)


async def _page(
    request: web.Request, site: Site, form: SiteForm, status: int = 200, **said: Any
) -> web.Response:
    return await render(
        request,
        "sites/settings.html",
        status,
        site=site,
        form=form,
        keep_address=KEEP_ADDRESS,
        saved=said.get("saved", False),
        begun_anew=said.get("begun_anew", False),
        delete_error=said.get("delete_error", ""),
        typed=said.get("typed", ""),
        proof=said.get("proof") or await _empty_proof(request),
        retention=said.get("retention") or _retention_of(site),
        sums=SUMS,
        usual_days=request.app[keys.CONFIG].retention_days,
        stored=await request.app[keys.FACTS].stored_events(site.id),
    )
