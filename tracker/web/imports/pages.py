"""Pages of a site's imports: the list, one of them day by day, and taking it away."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from aiohttp import web

from tracker.services.imports.uploaded_files import COMING, DONE, FAILED, WORKING, Upload
from tracker.storage.imports.imports import LEAVING, Import, find_import, imports_of
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.handler_marks import shows_no_secret
from tracker.web.asking.site_access import site_for
from tracker.web.failing.only_in_one import only_in_one
from tracker.web.imports.uploading import NO_FILE, NO_ROOM, TOO_MANY
from tracker.web.imports.words import KINDS, reason
from tracker.web.pages.pages import render, url
from tracker.web.words.figures import exact, written
from tracker.web.words.i18n import _

MOST_DAYS = 1_000  # lines of a comparison that one page shows
FIGURES = ("pageviews", "events", "visits", "visitors")


class Waiting(NamedTuple):
    """An upload, in words."""

    id: str
    name: str
    size: int
    words: str


class Day(NamedTuple):
    """One line of the comparison, in words."""

    on: str
    kind: str
    theirs: int
    ours: int
    why: str


@shows_no_secret
async def import_list(request: web.Request) -> web.Response:
    """What was brought, the newest first, and how to bring more."""
    site = await site_for(request, "editor")
    uploads = only_in_one(request.app, keys.UPLOADS)
    found = await imports_of(request.app[keys.KEPT], site.id)
    return await render(
        request,
        "imports/list.html",
        site=site,
        imports=found,
        figures={each.id: _figures(each) for each in found},
        is_undone="undone" in request.query,
        uploads=[_waiting(each) for each in uploads.of(site.id)],
        wrong=WRONG.get(request.query.get("wrong", "")),
    )


@shows_no_secret
async def import_page(request: web.Request) -> web.Response:
    """One of them: its figures, what was left out, theirs and ours."""
    site = await site_for(request, "editor")
    found = await _of(request, site)
    told = found.told
    days = [_day(line) for line in told.get("days", [])]
    differing = [day for day in days if day.theirs != day.ours]
    return await render(
        request,
        "imports/one.html",
        site=site,
        brought=found,
        figures=_figures(found),
        left_out=sorted(
            ((number, reason(code)) for code, number in told.get("left_out", {}).items()),
            reverse=True,
        ),
        named=[(*each[:2], reason(each[2]), each[3]) for each in told.get("named", [])],
        damaged=told.get("damaged", 0),
        days=differing[:MOST_DAYS],
        more=max(0, len(differing) - MOST_DAYS),
        alike=len(days) - len(differing),
    )


async def import_undo(request: web.Request) -> web.Response:
    """Its rows go from now on; doing it twice is no error."""
    site = await site_for(request, "owner")
    found = await _of(request, site)
    if found.state != LEAVING:
        await request.app[keys.UNDONE_IMPORTS].undo(found.id)
        await audit(request, "import undone", f"site {site.id}")
    raise web.HTTPSeeOther(url(request, "site_imports", site_id=site.id) + "?undone")


async def _of(request: web.Request, site: Site) -> Import:
    """What is gone leads to the list of those that are there."""
    number = int(request.match_info["import_id"])
    found = await find_import(request.app[keys.KEPT], number)
    if found is None or found.site_id != site.id:
        raise web.HTTPSeeOther(url(request, "site_imports", site_id=site.id))
    return found


WRONG = {"file": NO_FILE, "room": NO_ROOM, "many": TOO_MANY}
STATES = {
    COMING: _("Not all of it has come. Choose the same file again: it goes on where it was."),
    WORKING: _("Being imported."),
    DONE: _("Imported."),
    FAILED: _("It could not be imported."),
}
NOTHING_NEW = _("Nothing new was in it.")


def _waiting(upload: Upload) -> Waiting:
    words = str(STATES[upload.state])
    if upload.state == FAILED:
        words = f"{words} {upload.said}"
    elif upload.state == DONE and '"import": null' in upload.said:
        words = str(NOTHING_NEW)
    return Waiting(upload.id, upload.name, upload.size, words)


def _figures(brought: Import) -> list[tuple[str, int]]:
    told: dict[str, Any] = brought.told
    return [(str(KINDS[kind]), told[kind]) for kind in FIGURES if kind in told]


def _day(line: list[Any]) -> Day:
    number, kind, theirs, ours, why = line
    on = datetime.combine(date(1970, 1, 1) + timedelta(days=number), datetime.min.time(), UTC)
    told = ", ".join(f"{exact(count)} {reason(code)}" for code, count in why.items())
    return Day(written(on, "yMMMd"), str(KINDS[kind]), theirs, ours, told)
