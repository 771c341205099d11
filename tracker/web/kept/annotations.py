"""What editors write on a site's days."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from tracker.domain.reports.annotations import Annotation
from tracker.domain.reports.kept import TooMany
from tracker.services.sites import kept_for_reports
from tracker.storage.sites.annotations import annotations_of, find_annotation
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.handler_marks import shows_no_secret
from tracker.web.asking.sessions import signed_in
from tracker.web.asking.site_access import site_for
from tracker.web.forms.annotations import AnnotationForm
from tracker.web.forms.reading import read_form, typed
from tracker.web.pages.pages import render, url
from tracker.web.words.figures import written
from tracker.web.words.i18n import _


@shows_no_secret
async def annotation_list(request: web.Request) -> web.Response:
    """What there is; for editors a form, for today unless the address names another day."""
    site = await site_for(request, "viewer")
    now = datetime.fromtimestamp(request.app[keys.CLOCK]() / 1000, UTC)
    today = now.astimezone(ZoneInfo(site.time_zone)).date()
    form = AnnotationForm(request.query, data={"day": today.isoformat()})
    return await _page(request, site, form)


async def annotation_add(request: web.Request) -> web.Response:
    """Write it on its day."""
    site = await site_for(request, "editor")
    form = await read_form(request, AnnotationForm)
    if not form.validate():
        return await _page(request, site, form, 422)
    db, annotation = request.app[keys.KEPT], await _typed(request, site, form)
    try:
        await kept_for_reports.add_annotation(db, annotation, request.app[keys.CLOCK]())
    except TooMany:
        form.words.errors = [_("A site has at most 1,000 annotations. Remove one first.")]
        return await _page(request, site, form, 422)
    await audit(request, "annotation made", f"site {site.id}")
    raise _back(request, site)


@shows_no_secret
async def annotation_page(request: web.Request) -> web.Response:
    """One of them, to be changed or removed."""
    site, number = await site_for(request, "editor"), _number(request)
    found = await find_annotation(request.app[keys.KEPT], site.id, number)
    if found is None:
        raise _back(request, site)
    form = AnnotationForm(data={"day": found.day.isoformat(), "words": found.words})
    return await _change_page(request, site, form)


async def annotation_change(request: web.Request) -> web.Response:
    """Change it or, by its other button, remove it; either twice is no error."""
    site, number = await site_for(request, "editor"), _number(request)
    db, form = request.app[keys.KEPT], await read_form(request, AnnotationForm)
    if form.remove.data:
        if await kept_for_reports.remove_annotation(db, site.id, number):
            await audit(request, "annotation removed", f"site {site.id}")
        raise _back(request, site)
    if not form.validate():
        return await _change_page(request, site, form, 422)
    if await kept_for_reports.change_annotation(db, await _typed(request, site, form, number)):
        await audit(request, "annotation changed", f"site {site.id}")
    raise _back(request, site)


async def _typed(
    request: web.Request, site: Site, form: AnnotationForm, number: int = 0
) -> Annotation:
    user, day = await signed_in(request), form.date()
    assert day, "validated"
    return Annotation(id=number, site_id=site.id, day=day, words=typed(form.words), user_id=user.id)


def _number(request: web.Request) -> int:
    return int(request.match_info["annotation_id"])


def _back(request: web.Request, site: Site) -> web.HTTPSeeOther:
    return web.HTTPSeeOther(url(request, "annotations", site_id=site.id))


async def _page(
    request: web.Request, site: Site, form: AnnotationForm, status: int = 200
) -> web.Response:
    kept = await annotations_of(request.app[keys.KEPT], site.id)
    days = {each.id: written(datetime.combine(each.day, time(12), UTC), "yMMMEd") for each in kept}
    more: dict[str, Any] = {"annotations": kept, "days": days}
    return await render(request, "reports/annotations.html", status, site=site, form=form, **more)


async def _change_page(
    request: web.Request, site: Site, form: AnnotationForm, status: int = 200
) -> web.Response:
    return await render(
        request, "reports/annotation.html", status, site=site, form=form, number=_number(request)
    )
