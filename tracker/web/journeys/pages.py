"""The page of journeys: a column for each page that was opened next, and every value leads on."""

from __future__ import annotations

from typing import NamedTuple

from aiohttp import web

from tracker.domain.reports.conditions import Condition
from tracker.domain.reports.journeys import Column
from tracker.domain.reports.question import Unavailable
from tracker.web.asking.handler_marks import shows_no_secret
from tracker.web.journeys.asked import (
    OWN_WORDS,
    TYPED_WORDS,
    Journey,
    begins_with,
    read_journey,
    typed_journey,
    visits_of,
)
from tracker.web.pages.pages import render, url
from tracker.web.questions.reading import Wrong
from tracker.web.questions.scope import Scope
from tracker.web.reports.asking import read_for, scope_of, take_one_more_filter
from tracker.web.reports.framing import framed, visited_site
from tracker.web.words.figures import exact
from tracker.web.words.i18n import _
from tracker.web.words.report_figures import percent


class Line(NamedTuple):
    """`page`: None where no further one was opened. `query`: the address that goes on from it."""

    page: str | None
    query: str
    visits: str
    share: str
    bar: float
    is_on: bool


class Shown(NamedTuple):
    """A column: how many visits are in it, its lines, how many are in none of those."""

    visits: int
    lines: list[Line]
    others: str


@shows_no_secret
async def journey_page(request: web.Request) -> web.Response:
    """Where visits of the chosen period went from there, or whence they came."""
    site = await visited_site(request)
    here = url(request, "journeys", site_id=site.id)
    take_one_more_filter(request, here, *OWN_WORDS)
    scope = await scope_of(request, site, *OWN_WORDS, *TYPED_WORDS)
    try:
        if typed := typed_journey(request.query):
            raise web.HTTPSeeOther(f"{here}?{typed.query(scope.asked)}")
        journey = read_journey(request.query)
        begin = begins_with(journey, scope.goals)
    except Wrong as wrong:
        raise web.HTTPBadRequest(text=str(wrong)) from None
    columns, fault = await _columns(request, scope, journey, begin)
    return await render(
        request,
        "journeys/page.html",
        503 if fault else 200,
        **framed(request, scope),
        journey=journey,
        columns=columns,
        fault=fault,
        kinds={
            "page": _("page"),
            "event": _("event"),
            "goal": _("goal"),
            "source": _("source"),
        },
        goals=[goal.name for goal in scope.goals],
    )


async def _columns(
    request: web.Request, scope: Scope, journey: Journey, begin: Condition | None
) -> tuple[list[Shown], Unavailable | None]:
    question = scope.question("visits", only=visits_of(journey))
    try:
        found = await read_for(
            request, lambda lists: lists.ways(question, begin, journey.then, journey.back)
        )
    except Unavailable as why:
        return [], why
    return [_shown(scope, journey, place, each) for place, each in enumerate(found)], None


def _shown(scope: Scope, journey: Journey, place: int, column: Column) -> Shown:
    way, listed = journey.then, sum(line.visits for line in column.lines)
    most = max((line.visits for line in column.lines), default=0) or 1
    lines = [
        Line(
            page=line.page,
            query=""
            if line.page is None
            else journey.query(scope.asked, (*way[:place], line.page)),
            visits=exact(line.visits),
            share=percent(100 * line.visits / column.visits),
            bar=round(100 * line.visits / most, 1),
            is_on=place < len(way) and way[place] == line.page,
        )
        for line in column.lines
    ]
    others = column.visits - listed
    return Shown(column.visits, lines, exact(others) if others else "")
