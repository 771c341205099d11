"""What stands above every page that a period and filters decide."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tracker.storage.imports.imports import has_history
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.asking.site_access import site_for
from tracker.web.pages.attribution import attribution
from tracker.web.pages.last_view import note_navigation
from tracker.web.pages.pages import url
from tracker.web.questions.scope import Scope
from tracker.web.reports.chips import live_query, segment_query
from tracker.web.reports.choices import choices_of, filters_offered
from tracker.web.words.report_words import compare_names

FLAGS = "vendor/country-flag-icons-1.6.20/3x2"


async def visited_site(request: web.Request) -> Site:
    """The site of the path, for whoever may see it; one without visits is set up first."""
    site = await site_for(request, "viewer")
    kept, facts = request.app[keys.KEPT], request.app[keys.FACTS]
    if not await has_history(kept, facts, site.id):
        raise web.HTTPSeeOther(url(request, "site_setup", site_id=site.id))
    await note_navigation(request, "reports")
    return site


def framed(request: web.Request, scope: Scope) -> dict[str, Any]:
    """For reports/controls.html, and for the page around it."""
    site = scope.site
    return {
        "site": site,
        "scope": scope,
        "asked": scope.asked,
        "choices": choices_of(scope),
        "now": request.app[keys.PRESENCE].now(site.id),
        "live_query": live_query(scope.asked.filters),
        "segment_query": segment_query(scope.asked),
        "compares": compare_names(),
        "filters": filters_offered(),
        "today": scope.calendar.today,
        "flags": FLAGS,
        "attribution": attribution(request),
    }
