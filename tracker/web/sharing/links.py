"""An owner's list of shared links: making, copying, changing, revoking."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web

from tracker.domain.days import day_begins, local_day
from tracker.domain.reports.kept import NameTaken, TooMany
from tracker.domain.reports.shared_links import SharedLink
from tracker.services.sites import shared_links
from tracker.storage.sites.shared_links import find_shared_link, shared_links_of
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.accounts.proofs import is_proved, proof_of
from tracker.web.asking.audit import audit
from tracker.web.asking.sessions import signed_in
from tracker.web.asking.site_access import site_for
from tracker.web.forms.proofs import Proof
from tracker.web.forms.reading import read_form, typed
from tracker.web.pages.origin import own_origin
from tracker.web.pages.pages import render, url
from tracker.web.sharing.forms import KINDS, NO_FRAME, TAKEN, SharedLinkForm
from tracker.web.sharing.framed import frame_line
from tracker.web.sharing.panels import OFFERED, USUAL, panel_names
from tracker.web.words.i18n import _
from tracker.web.words.site_times import SiteTimes

A_DAY = timedelta(days=1)
FIELDS = ("name", "kind", "panels", "shows_now", "shows_live", "is_found")
RANDOM_BYTES = 32  # of a token; nobody guesses 256 bits


async def link_list(request: web.Request) -> web.Response:
    """The site's links, each to be copied, and the form for another one."""
    site, user = await site_for(request, "owner"), await signed_in(request)
    form = SharedLinkForm(data={"panels": USUAL, "kind": "secret"})
    return await _page(request, site, form, await proof_of(request, user, is_sent=False))


async def link_add(request: web.Request) -> web.Response:
    """Make a link; it opens at once."""
    site, user = await site_for(request, "owner"), await signed_in(request)
    form, proof = await read_form(request, SharedLinkForm), await proof_of(request, user)
    fits = form.validate() and _is_to_come(request, site, form)
    if not fits or not await is_proved(request, proof, user):
        return await _page(request, site, form, proof, 422)
    new = SharedLink(
        id=0,
        site_id=site.id,
        token=_address(form, None),
        user_id=user.id,
        created_at=request.app[keys.CLOCK](),
        **await _chosen(request, site, form),
    )
    try:
        await shared_links.add_shared_link(request.app[keys.DATABASE], new)
    except TooMany:
        form.name.errors = [_("A site has at most 50 shared links. Revoke one first.")]
        return await _page(request, site, form, proof, 422)
    except NameTaken:
        form.address.errors = [TAKEN]
        return await _page(request, site, form, proof, 422)
    await audit(request, "shared link made", f"site {site.id}")
    raise _back(request, site)


async def link_page(request: web.Request) -> web.Response:
    """One of them, to be changed."""
    site, user = await site_for(request, "owner"), await signed_in(request)
    link, proof = await _link(request, site), await proof_of(request, user, is_sent=False)
    fields = {name: getattr(link, name) for name in FIELDS}
    last = _last_day(site, link)
    fields["address"] = link.token if link.is_readable else ""
    more = {"until": last.isoformat() if last else "", "frames": "\n".join(link.frames)}
    form = SharedLinkForm(data=fields | more)
    return await _change_page(request, site, form, link, proof)


async def link_change(request: web.Request) -> web.Response:
    """Its address stays, unless another one is chosen. Without a new password the old one stays,
    unless there is to be none."""
    site, user = await site_for(request, "owner"), await signed_in(request)
    link, form = await _link(request, site), await read_form(request, SharedLinkForm)
    proof = await proof_of(request, user)
    fits = form.validate() and _is_to_come(request, site, form) and _may_keep(link, form)
    if not fits or not await is_proved(request, proof, user):
        return await _change_page(request, site, form, link, proof, 422)
    kept = {} if typed(form.link_password) or form.open.data else {"password": link.password}
    chosen = await _chosen(request, site, form) | kept
    changed = msgspec.structs.replace(link, token=_address(form, link), **chosen)
    db, ends = request.app[keys.DATABASE], request.app[keys.LINK_ENDS]
    try:
        if await shared_links.change_shared_link(db, ends, changed):
            await audit(request, "shared link changed", f"site {site.id}")
    except NameTaken:
        form.address.errors = [TAKEN]
        return await _change_page(request, site, form, link, proof, 422)
    raise _back(request, site)


async def link_revoke(request: web.Request) -> web.Response:
    """It opens nothing from now on; doing it twice is no error."""
    site = await site_for(request, "owner")
    db, number = request.app[keys.DATABASE], int(request.match_info["link_id"])
    ends, now = request.app[keys.LINK_ENDS], request.app[keys.CLOCK]()
    if await shared_links.revoke_shared_link(db, ends, site.id, number, now):
        await audit(request, "shared link revoked", f"site {site.id}")
    raise _back(request, site)


async def _link(request: web.Request, site: Site) -> SharedLink:
    """The one in the path; who asks for one that is gone is led back to the list."""
    number = int(request.match_info["link_id"])
    link = await find_shared_link(request.app[keys.DATABASE], site.id, number)
    if link is None:
        raise _back(request, site)
    return link


async def _chosen(request: web.Request, site: Site, form: SharedLinkForm) -> dict[str, Any]:
    """What the form decides about a link."""
    password, day = typed(form.link_password), form.last_day()
    return {
        "name": typed(form.name),
        "kind": form.kind.data,
        "password": await request.app[keys.PASSWORDS].hash(password) if password else None,
        "until": day_begins(day + A_DAY, ZoneInfo(site.time_zone)) if day else None,
        "panels": form.chosen(OFFERED),
        "shows_now": bool(form.shows_now.data),
        "shows_live": bool(form.shows_live.data),
        "frames": form.framers(),
        "is_found": bool(form.is_found.data) and form.kind.data == "public",
    }


def _address(form: SharedLinkForm, link: SharedLink | None) -> str:
    """The chosen one, else the one there is, unless that can be guessed and is not to be any
    more."""
    if chosen := form.chosen_address():
        return chosen
    if link and not link.is_readable:
        return link.token
    return secrets.token_urlsafe(RANDOM_BYTES)


def _may_keep(link: SharedLink, form: SharedLinkForm) -> bool:
    """Whether what is chosen goes with the password that there is; a field says so where not."""
    if not link.password or form.open.data:
        return True
    if form.kind.data == "public":
        form.open.errors = [_("A link for everybody has no password. Tick this, too.")]
        return False
    if form.framers():
        form.frames.errors = [NO_FRAME]
        return False
    return True


def _is_to_come(request: web.Request, site: Site, form: SharedLinkForm) -> bool:
    """Whether the last day is not over; the field says so where it is."""
    day = form.last_day()
    today = local_day(request.app[keys.CLOCK](), ZoneInfo(site.time_zone)).date
    if day is None or day >= today:
        return True
    form.until.errors = [_("This day is over.")]
    return False


def _last_day(site: Site, link: SharedLink) -> date | None:
    if link.until is None:
        return None
    return local_day(link.until - 1, ZoneInfo(site.time_zone)).date


def _back(request: web.Request, site: Site) -> web.HTTPSeeOther:
    return web.HTTPSeeOther(url(request, "shared_links", site_id=site.id))


async def _page(
    request: web.Request, site: Site, form: SharedLinkForm, proof: Proof, status: int = 200
) -> web.Response:
    links = await shared_links_of(request.app[keys.DATABASE], site.id)
    now = request.app[keys.CLOCK]()
    return await render(
        request,
        "sharing/links.html",
        status,
        site=site,
        form=form,
        proof=proof,
        links=links,
        over={each.id for each in links if each.is_over(now)},
        last_days={each.id: _last_day(site, each) for each in links},
        times=SiteTimes(site.time_zone),
        origin=own_origin(request),
        frame_line=partial(frame_line, request, site),
        kinds=KINDS,
        panel_names=panel_names(),
    )


async def _change_page(  # noqa: PLR0917
    request: web.Request,
    site: Site,
    form: SharedLinkForm,
    link: SharedLink,
    proof: Proof,
    status: int = 200,
) -> web.Response:
    return await render(
        request,
        "sharing/link.html",
        status,
        site=site,
        form=form,
        proof=proof,
        link=link,
        kinds=KINDS,
        panel_names=panel_names(),
    )
