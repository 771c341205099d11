"""Segments: everybody makes their own, editors also the site's."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tracker.domain.queries.segments import Segment
from tracker.domain.reports.kept import NameTaken, TooMany
from tracker.services.sites import kept_for_reports
from tracker.storage.sites.goals import goals_of
from tracker.storage.sites.segments import segments_for
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.handler_marks import shows_no_secret
from tracker.web.asking.sessions import signed_in
from tracker.web.asking.site_access import site_for
from tracker.web.forms.reading import read_form, typed
from tracker.web.forms.segments import WHOSE, SegmentForm
from tracker.web.pages.pages import render, url
from tracker.web.words.i18n import _


@shows_no_secret
async def segment_list(request: web.Request) -> web.Response:
    """One's own and the site's, and a form, filled in with what the address names."""
    site = await site_for(request, "viewer")
    return await _page(request, site, SegmentForm(request.query))


async def segment_add(request: web.Request) -> web.Response:
    """One's own, or the site's where the role is large enough for that."""
    site = await site_for(request, "viewer")
    form = await _sent(request, site)
    if not form.validate():
        return await _page(request, site, form, 422)
    db, segment = request.app[keys.KEPT], await _typed(request, site, form)
    try:
        await kept_for_reports.add_segment(db, segment, request.app[keys.CLOCK]())
    except (NameTaken, TooMany) as error:
        _refuse(form, error)
        return await _page(request, site, form, 422)
    await audit(request, "segment made", f"site {site.id}")
    raise _back(request, site)


@shows_no_secret
async def segment_page(request: web.Request) -> web.Response:
    """One that this person may change, to be changed or removed."""
    site = await site_for(request, "viewer")
    segment = await _changeable(request, site)
    whose = "site" if segment.user_id is None else "mine"
    data = {"name": segment.name, "filters": segment.filters, "whose": whose}
    return await _change_page(request, site, SegmentForm(data=data))


async def segment_change(request: web.Request) -> web.Response:
    """Change it or, by its other button, remove it; either twice is no error."""
    site = await site_for(request, "viewer")
    before, form = await _changeable(request, site), await _sent(request, site)
    db = request.app[keys.KEPT]
    if form.remove.data:
        if await kept_for_reports.remove_segment(db, site.id, before.id):
            await audit(request, "segment removed", f"site {site.id}")
        raise _back(request, site)
    if not form.validate():
        return await _change_page(request, site, form, 422)
    try:
        if await kept_for_reports.change_segment(db, await _typed(request, site, form, before.id)):
            await audit(request, "segment changed", f"site {site.id}")
    except (NameTaken, TooMany) as error:
        _refuse(form, error)
        return await _change_page(request, site, form, 422)
    raise _back(request, site)


async def _sent(request: web.Request, site: Site) -> SegmentForm:
    form = await read_form(request, SegmentForm)
    form.goals = await goals_of(request.app[keys.KEPT], site.id)
    if request[keys.ROLE] == "viewer":
        form.whose.data = "mine"
    return form


async def _typed(request: web.Request, site: Site, form: SegmentForm, number: int = 0) -> Segment:
    user = await signed_in(request)
    return Segment(
        id=number,
        site_id=site.id,
        user_id=None if form.whose.data == "site" else user.id,
        name=typed(form.name),
        filters=typed(form.filters),
    )


async def _changeable(request: web.Request, site: Site) -> Segment:
    """The segment of the address, or back to the list: the site's are no viewer's to change."""
    user, number = await signed_in(request), int(request.match_info["segment_id"])
    for segment in await segments_for(request.app[keys.KEPT], site.id, user.id):
        if segment.id == number and (segment.user_id or request[keys.ROLE] != "viewer"):
            return segment
    raise _back(request, site)


def _refuse(form: SegmentForm, error: NameTaken | TooMany) -> None:
    taken = _("There is a segment of that name already.")
    many = _("There are 100 segments already. Remove one first.")
    form.name.errors = [str(taken if isinstance(error, NameTaken) else many)]


def _back(request: web.Request, site: Site) -> web.HTTPSeeOther:
    return web.HTTPSeeOther(url(request, "segments", site_id=site.id))


async def _page(
    request: web.Request, site: Site, form: SegmentForm, status: int = 200
) -> web.Response:
    user = await signed_in(request)
    segments = await segments_for(request.app[keys.KEPT], site.id, user.id)
    more: dict[str, Any] = {"segments": segments, "whose": WHOSE}
    return await render(request, "reports/segments.html", status, site=site, form=form, **more)


async def _change_page(
    request: web.Request, site: Site, form: SegmentForm, status: int = 200
) -> web.Response:
    more: dict[str, Any] = {"number": int(request.match_info["segment_id"]), "whose": WHOSE}
    return await render(request, "reports/segment.html", status, site=site, form=form, **more)
