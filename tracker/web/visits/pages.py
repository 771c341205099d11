"""The list of a site's visits under the filters of its reports, and the page of one visit."""

from __future__ import annotations

import re

from aiohttp import web

from tracker.domain.reports.question import Answer, Unavailable
from tracker.domain.reports.visits import Stopped, VisitRow
from tracker.services.lists.listing import Place
from tracker.web import keys
from tracker.web.asking.handler_marks import shows_no_secret
from tracker.web.asking.site_access import site_for
from tracker.web.funnels.asked import OWN_WORDS as FUNNEL_WORDS
from tracker.web.funnels.asked import Funnel, conditions, read_funnel
from tracker.web.pages.attribution import attribution
from tracker.web.pages.pages import render, url
from tracker.web.questions.reading import Wrong
from tracker.web.questions.scope import Got, Scope, count_of
from tracker.web.reports.answers import answer
from tracker.web.reports.asking import scope_of, take_one_more_filter
from tracker.web.reports.framing import framed, visited_site
from tracker.web.visits.asking import Found, found, told
from tracker.web.visits.lines import days_of
from tracker.web.visits.story import story_of
from tracker.web.words.i18n import _

POSITION = re.compile(r"(\d{1,15})-(\d{1,19})")
HIGHEST = (1 << 63) - 1


@shows_no_secret
async def visits_page(request: web.Request) -> web.Response:
    """Visits of the chosen period under its filters, newest first; `before` in the address says
    where to go on."""
    site = await visited_site(request)
    take_one_more_filter(request, url(request, "visits", site_id=site.id), *FUNNEL_WORDS)
    before = _position(request.query.get("before", ""))
    scope = await scope_of(request, site, "before", *FUNNEL_WORDS)
    funnel, stopped = _funnel(request, scope)
    list_of, fault = await _listed(request, scope, before, stopped)
    got = await answer(request, scope.question("visits", dimensions=("time:day",)))
    counts = {} if stopped else _counts(got)
    days = days_of(list_of.visits, list_of.rows, _here(request, site.id), scope.times, counts)
    return await render(
        request,
        "visits/list.html",
        503 if fault else 200,
        **framed(request, scope),
        days=days,
        total=sum(counts.values()) if isinstance(got, Answer) and not stopped else None,
        funnel=funnel,
        stopped=stopped,
        counting=int(100 * got.known) if isinstance(got, Answer) and got.known < 1 else None,
        stands_at=got.stands_at if isinstance(got, Answer) else None,
        is_late=isinstance(got, Answer) and got.is_late,
        fault=fault,
        is_first=before is None,
        older=_place_of(list_of.visits[-1]) if list_of.more else "",
    )


def _funnel(request: web.Request, scope: Scope) -> tuple[Funnel, Stopped | None]:
    """Which of a funnel's visits are listed, if not all of them are."""
    try:
        funnel = read_funnel(request.query)
        steps = conditions(funnel, scope.goals)
    except Wrong as wrong:
        raise web.HTTPBadRequest(text=str(wrong)) from None
    return funnel, Stopped(steps, funnel.strict, funnel.stopped) if funnel.stopped else None


async def _listed(
    request: web.Request, scope: Scope, before: Place | None, stopped: Stopped | None
) -> tuple[Found, Unavailable | None]:
    try:
        return await found(request, scope.question("visits"), before, stopped), None
    except Unavailable as why:
        return Found([], {}, False), why


def _counts(got: Got) -> dict[int, int]:
    """Visits by when their day began."""
    rows = got.rows if isinstance(got, Answer) else []
    return {int(str(row.dimensions[0])): count_of(row) for row in rows}


def _here(request: web.Request, site_id: int) -> frozenset[int]:
    presence = request.app[keys.PRESENCE]
    return frozenset(presence.of(site_id).present()) if presence.now(site_id) else frozenset()


def _position(text: str) -> Place | None:
    match = POSITION.fullmatch(text)
    if text and (not match or int(match[2]) > HIGHEST):
        raise web.HTTPBadRequest(text=_("That is no position: take the link at the list's end."))
    return Place(int(match[1]), int(match[2])) if match else None


def _place_of(visit: VisitRow) -> str:
    return f"{visit.start}-{visit.visit}"


@shows_no_secret
async def visit_page(request: web.Request) -> web.Response:
    """All that is known of one visit. Raises Unavailable."""
    site, number = await site_for(request, "viewer"), int(request.match_info["visit"])
    scope = await scope_of(request, site, "before", *FUNNEL_WORDS)
    known = await told(request, site, number) if number <= HIGHEST else None
    if known is None:
        raise web.HTTPNotFound
    return await render(
        request,
        "visits/visit.html",
        site=site,
        asked=scope.asked,
        story=story_of(known, scope.times),
        here=number in _here(request, site.id),
        zone=site.time_zone,
        attribution=attribution(request),
    )
