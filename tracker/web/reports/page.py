"""The pages of a site's reports: the overview, which is the site's first page, and its lists."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from typing import Any

from aiohttp import web

from tracker.domain.periods.periods import dates_in
from tracker.domain.reports.question import Unavailable
from tracker.domain.resume_points import ResumePoint
from tracker.storage.imports.imports import has_history
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.asking.handler_marks import shows_no_secret
from tracker.web.asking.site_access import site_for
from tracker.web.live.streams import send_pieces
from tracker.web.pages.attribution import attribution
from tracker.web.pages.last_view import note_navigation
from tracker.web.pages.pages import render, url
from tracker.web.questions.scope import Scope
from tracker.web.questions.tabs import TABS
from tracker.web.reports.answers import WAIT, answer, patience
from tracker.web.reports.asking import scope_of, take_one_more_filter
from tracker.web.reports.chips import chips_of, live_query, segment_query
from tracker.web.reports.choices import filters_offered, period_name
from tracker.web.reports.csv_file import all_pieces, csv_pieces
from tracker.web.reports.lists import (
    OWN_WORDS,
    columns_of,
    list_question,
    listed,
    read_sought,
    tab_in,
    tabs_beside,
)
from tracker.web.reports.overview import overview_of
from tracker.web.reports.suggestions import offers_of
from tracker.web.words.report_words import (
    column_names,
    compare_names,
    tab_names,
    teaching,
)

FLAGS = "vendor/country-flag-icons-1.6.20/3x2"
SEND_WITHIN = 30.0  # seconds, each piece of a file
NO_NAME = re.compile(r"[^A-Za-z0-9._-]+")  # for a file
LONGEST = 200  # characters that values are searched for


@shows_no_secret
async def reports_page(request: web.Request) -> web.Response:
    """What happened on the site in the chosen period: what is answered soon, and the rest when the
    page asks for it. A site that waits for its first visit is set up first."""
    site = await site_for(request, "viewer")
    kept, facts = request.app[keys.KEPT], request.app[keys.FACTS]
    if not await has_history(kept, facts, site.id):
        raise web.HTTPSeeOther(url(request, "site_setup", site_id=site.id))
    take_one_more_filter(request, url(request, "site", site_id=site.id))
    await note_navigation(request, "reports")
    scope, head = await scope_of(request, site, WAIT), request.app[keys.LOG].head_of(site.id)
    shown = await overview_of(request, scope, patience(request))
    return await render(
        request,
        "reports/page.html",
        503 if shown.fault else 200,
        **_shared(request, site, scope),
        shown=shown,
        now=request.app[keys.PRESENCE].now(site.id),
        shared=request.app[keys.SHARES].sites.today(site.id, scope.calendar.now),
        live_query=live_query(scope.asked.filters),
        segment_query=segment_query(scope.asked),
        compares=compare_names(),
        filters=filters_offered(),
        teaching=teaching(),
        at=ResumePoint(request.app[keys.LOG].id, head),
        today=scope.calendar.today,
    )


@shows_no_secret
async def report_list(request: web.Request) -> web.Response:
    """All values of a tab."""
    site, tab = await site_for(request, "viewer"), tab_in(request)
    scope = await scope_of(request, site, *OWN_WORDS)
    shown = await listed(request, scope, tab, read_sought(request, columns_of(tab, scope)))
    return await render(
        request,
        "reports/list_page.html",
        503 if isinstance(shown.got, Unavailable) else 200,
        **_shared(request, site, scope),
        shown=shown,
        tabs=tabs_beside(tab),
        period=period_name(scope),
        chips=chips_of(scope),
        column_names=column_names(),
    )


async def report_csv(request: web.Request) -> web.StreamResponse:
    """The same list as a file."""
    site, tab = await site_for(request, "viewer"), tab_in(request)
    scope = await scope_of(request, site, *OWN_WORDS)
    sought = read_sought(request, columns_of(tab, scope))
    first = await answer(request, list_question(scope, tab, sought))
    if isinstance(first, Unavailable):
        raise first
    return await _file(request, scope, tab.name, csv_pieces(request, scope, tab, sought))


async def report_all_csv(request: web.Request) -> web.StreamResponse:
    """The whole overview as a file."""
    site = await site_for(request, "viewer")
    scope = await scope_of(request, site)
    if isinstance(why := await answer(request, scope.question("visitors")), Unavailable):
        raise why
    return await _file(request, scope, site.name, all_pieces(request, scope))


async def _file(
    request: web.Request, scope: Scope, name: str, pieces: AsyncGenerator[bytes]
) -> web.StreamResponse:
    first_day, last_day = dates_in(scope.span, scope.calendar.zone)
    file = f"{NO_NAME.sub('-', name)}-{first_day}-{last_day}.csv"
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{file}"',
    }
    response = web.StreamResponse(headers=headers)
    await send_pieces(request, response, pieces, SEND_WITHIN)
    return response


@shows_no_secret
async def report_values(request: web.Request) -> web.Response:
    """What can be filtered by that holds the text `value`, for the page's filter box."""
    site = await site_for(request, "viewer")
    scope = await scope_of(request, site, "value", "only")
    text, only = request.query.get("value", "").strip()[:LONGEST], request.query.get("only", "")
    offers = await offers_of(request, scope, text, only if only in TABS else "")
    return await render(
        request, "reports/values.html", offers=offers, **_shared(request, site, scope)
    )


def _shared(request: web.Request, site: Site, scope: Scope) -> dict[str, Any]:
    """What every one of these pages is drawn with."""
    return {
        "site": site,
        "scope": scope,
        "asked": scope.asked,
        "names": tab_names(),
        "times": scope.times,
        "flags": FLAGS,
        "attribution": attribution(request),
        "is_shared": False,
    }
