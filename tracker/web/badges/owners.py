"""An owner's list of badges: making, copying, removing."""

from __future__ import annotations

import secrets

from aiohttp import web

from tracker.domain.badges.badge import Badge
from tracker.domain.reports.kept import TooMany
from tracker.services.sites import badges
from tracker.storage.sites.badges import badges_of
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.sessions import signed_in
from tracker.web.asking.site_access import site_for
from tracker.web.badges.forms import BadgeForm
from tracker.web.badges.lines import lines_of
from tracker.web.badges.words import FIGURE_NAMES, figure_name
from tracker.web.forms.reading import read_form
from tracker.web.pages.origin import own_origin
from tracker.web.pages.pages import render, url
from tracker.web.words.i18n import _

RANDOM_BYTES = 16  # of a token


async def badge_list(request: web.Request) -> web.Response:
    """Each as it looks, with what to paste; and the form for another one."""
    return await _page(request, await site_for(request, "owner"), BadgeForm())


async def badge_add(request: web.Request) -> web.Response:
    """Make a badge; from then on whoever has its address sees the figure."""
    site, user = await site_for(request, "owner"), await signed_in(request)
    form = await read_form(request, BadgeForm)
    if not form.validate():
        return await _page(request, site, form, 422)
    new = Badge(
        id=0,
        site_id=site.id,
        figure=form.figure.data,
        page=form.path(),
        label=form.words(),
        token=secrets.token_urlsafe(RANDOM_BYTES),
        user_id=user.id,
        created_at=request.app[keys.CLOCK](),
    )
    try:
        await badges.add_badge(request.app[keys.KEPT], new)
    except TooMany:
        form.label.errors = [_("A site has at most 50 badges. Remove one first.")]
        return await _page(request, site, form, 422)
    await audit(request, "badge made", f"site {site.id}")
    raise _back(request, site)


async def badge_remove(request: web.Request) -> web.Response:
    """Its address answers nothing from now on; doing it twice is no error."""
    site = await site_for(request, "owner")
    number = int(request.match_info["badge_id"])
    db, now = request.app[keys.KEPT], request.app[keys.CLOCK]()
    if token := await badges.remove_badge(db, request.app[keys.REVOKED], site.id, number, now):
        request.app[keys.BADGE_NUMBERS].forget(token)
        await audit(request, "badge removed", f"site {site.id}")
    raise _back(request, site)


def _back(request: web.Request, site: Site) -> web.HTTPSeeOther:
    return web.HTTPSeeOther(url(request, "badges", site_id=site.id))


async def _page(
    request: web.Request, site: Site, form: BadgeForm, status: int = 200
) -> web.Response:
    made = await badges_of(request.app[keys.KEPT], site.id)
    origin = own_origin(request)
    return await render(
        request,
        "badges/list.html",
        status,
        site=site,
        form=form,
        badges=[(each, figure_name(each), lines_of(request.app, origin, each)) for each in made],
        figure_names=FIGURE_NAMES,
    )
