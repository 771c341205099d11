"""An owner's list of shared links: making, copying, changing, revoking."""

from __future__ import annotations

import msgspec
from aiohttp import web

from tracker.domain.reports.kept import NameTaken, TooMany
from tracker.domain.reports.shared_links import SharedLink
from tracker.services.sites import shared_links
from tracker.storage.sites.shared_links import find_shared_link
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.accounts.proofs import is_proved, proof_of
from tracker.web.asking.audit import audit
from tracker.web.asking.sessions import signed_in
from tracker.web.asking.site_access import site_for
from tracker.web.forms.reading import read_form, typed
from tracker.web.pages.pages import url
from tracker.web.sharing.chosen import address_in, chosen_in, is_to_come, last_day, may_keep
from tracker.web.sharing.forms import TAKEN, SharedLinkForm
from tracker.web.sharing.link_pages import change_page, list_page
from tracker.web.sharing.panels import USUAL
from tracker.web.words.i18n import _

FIELDS = ("name", "kind", "panels", "shows_now", "shows_live", "is_found")


async def link_list(request: web.Request) -> web.Response:
    """The site's links, each to be copied, and the form for another one."""
    site, user = await site_for(request, "owner"), await signed_in(request)
    form = SharedLinkForm(data={"panels": USUAL, "kind": "secret"})
    return await list_page(request, site, form, await proof_of(request, user, is_sent=False))


async def link_add(request: web.Request) -> web.Response:
    """Make a link; it opens at once."""
    site, user = await site_for(request, "owner"), await signed_in(request)
    form, proof = await read_form(request, SharedLinkForm), await proof_of(request, user)
    fits = form.validate() and is_to_come(request, site, form)
    if not fits or not await is_proved(request, proof, user):
        return await list_page(request, site, form, proof, 422)
    new = SharedLink(
        id=0,
        site_id=site.id,
        token=address_in(form, None),
        user_id=user.id,
        created_at=request.app[keys.CLOCK](),
        **await chosen_in(request, site, form),
    )
    try:
        await shared_links.add_shared_link(request.app[keys.KEPT], new)
    except TooMany:
        form.name.errors = [_("A site has at most 50 shared links. Revoke one first.")]
        return await list_page(request, site, form, proof, 422)
    except NameTaken:
        form.address.errors = [TAKEN]
        return await list_page(request, site, form, proof, 422)
    await audit(request, "shared link made", f"site {site.id}")
    raise _back(request, site)


async def link_page(request: web.Request) -> web.Response:
    """One of them, to be changed."""
    site, user = await site_for(request, "owner"), await signed_in(request)
    link, proof = await _link(request, site), await proof_of(request, user, is_sent=False)
    fields = {name: getattr(link, name) for name in FIELDS}
    last = last_day(site, link)
    fields["address"] = link.token if link.is_readable else ""
    more = {"until": last.isoformat() if last else "", "frames": "\n".join(link.frames)}
    form = SharedLinkForm(data=fields | more)
    return await change_page(request, site, form, link, proof)


async def link_change(request: web.Request) -> web.Response:
    """Its address stays, unless another one is chosen. Without a new password the old one stays,
    unless there is to be none."""
    site, user = await site_for(request, "owner"), await signed_in(request)
    link, form = await _link(request, site), await read_form(request, SharedLinkForm)
    proof = await proof_of(request, user)
    fits = form.validate() and is_to_come(request, site, form) and may_keep(link, form)
    if not fits or not await is_proved(request, proof, user):
        return await change_page(request, site, form, link, proof, 422)
    kept = {} if typed(form.link_password) or form.open.data else {"password": link.password}
    chosen = await chosen_in(request, site, form) | kept
    changed = msgspec.structs.replace(link, token=address_in(form, link), **chosen)
    db, ends = request.app[keys.KEPT], request.app[keys.LINK_ENDS]
    try:
        if await shared_links.change_shared_link(db, ends, changed):
            await audit(request, "shared link changed", f"site {site.id}")
    except NameTaken:
        form.address.errors = [TAKEN]
        return await change_page(request, site, form, link, proof, 422)
    raise _back(request, site)


async def link_revoke(request: web.Request) -> web.Response:
    """It opens nothing from now on; doing it twice is no error."""
    site = await site_for(request, "owner")
    app, number = request.app, int(request.match_info["link_id"])
    db, revoked, ends = app[keys.KEPT], app[keys.REVOKED], app[keys.LINK_ENDS]
    now = app[keys.CLOCK]()
    if await shared_links.revoke_shared_link(db, revoked, ends, site.id, number, now):
        await audit(request, "shared link revoked", f"site {site.id}")
    raise _back(request, site)


async def _link(request: web.Request, site: Site) -> SharedLink:
    """The one in the path; who asks for one that is gone is led back to the list."""
    number = int(request.match_info["link_id"])
    link = await find_shared_link(request.app[keys.KEPT], site.id, number)
    if link is None:
        raise _back(request, site)
    return link


def _back(request: web.Request, site: Site) -> web.HTTPSeeOther:
    return web.HTTPSeeOther(url(request, "shared_links", site_id=site.id))
