"""Annotations, for programs that write a deploy or a letter on its day."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web
from multidict import MultiDict

from tracker.domain.days import date_of
from tracker.domain.reports.annotations import Annotation
from tracker.domain.reports.kept import TooMany
from tracker.services.sites.kept_for_reports import add_annotation
from tracker.storage.sites.annotations import annotations_of
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.api.said import AnnotationList, ApiAnnotation, SentAnnotation, as_json
from tracker.web.asking.audit import audit
from tracker.web.asking.bearers import bearer_for, reading, site_of_bearer
from tracker.web.asking.handler_marks import shows_no_secret
from tracker.web.forms.annotations import AnnotationForm
from tracker.web.forms.bodies import body_of
from tracker.web.words.i18n import _


@shows_no_secret
async def annotation_list(request: web.Request) -> web.Response:
    """All of a site."""
    access = await reading(request, "reports")
    found = await annotations_of(request.app[keys.KEPT], access.site.id)
    return as_json(AnnotationList([_said(each) for each in found]))


async def annotation_add(request: web.Request) -> web.Response:
    """One more, for an editor's token."""
    bearer = await bearer_for(request, "annotate")
    site, app = await site_of_bearer(request, bearer, "editor"), request.app
    words, day = await _sent(request, site)
    note = Annotation(id=0, site_id=site.id, day=day, words=words, user_id=bearer.user.id)
    try:
        number = await add_annotation(app[keys.KEPT], note, app[keys.CLOCK]())
    except TooMany:
        said = _("A site has at most 1,000 annotations. Remove one first.")
        raise web.HTTPBadRequest(text=said) from None
    await audit(request, "annotation made", f"site {site.id}", actor_id=bearer.user.id)
    return as_json(ApiAnnotation(str(number), day.isoformat(), words))


async def _sent(request: web.Request, site: Site) -> tuple[str, date]:
    """Words and day, as the page's form takes them; 400 with the field that is wrong."""
    try:
        sent = msgspec.json.decode(await body_of(request), type=SentAnnotation)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise web.HTTPBadRequest(text=_("The body is not as it should be: %s") % error) from None
    today = date_of(request.app[keys.CLOCK](), ZoneInfo(site.time_zone))
    typed = {"words": sent.words, "day": sent.day or today}
    form = AnnotationForm(MultiDict(typed))
    if not form.validate():
        wrong = [f"{name}: {error}" for name, errors in form.errors.items() for error in errors]
        said = " ".join(wrong)
        raise web.HTTPBadRequest(text=said)
    day = form.date()
    assert day, "validated"
    return str(form.words.data), day


def _said(each: Annotation) -> ApiAnnotation:
    return ApiAnnotation(str(each.id), each.day.isoformat(), each.words)
