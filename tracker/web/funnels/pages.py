"""The page of a funnel: its steps stand in the address, so that it can be kept and sent."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from aiohttp import web

from tracker.domain.reports.conditions import Condition
from tracker.domain.reports.funnels import MOST
from tracker.domain.reports.journeys import Reached
from tracker.domain.reports.question import Answer, Question, Unavailable
from tracker.web.asking.handler_marks import shows_no_secret
from tracker.web.funnels.asked import (
    OWN_WORDS,
    SPLITS,
    TYPED_WORDS,
    Funnel,
    conditions,
    read_funnel,
    typed_funnel,
)
from tracker.web.funnels.drawing import APART, HIGH, WIDE, Shown, shown
from tracker.web.funnels.naming import named_funnels
from tracker.web.pages.pages import render, url
from tracker.web.questions.reading import Wrong
from tracker.web.questions.scope import Scope
from tracker.web.questions.tabs import TABS
from tracker.web.reports.answers import answers
from tracker.web.reports.asking import read_for, scope_of, take_one_more_filter
from tracker.web.reports.framing import framed, visited_site
from tracker.web.words.i18n import _
from tracker.web.words.report_words import tab_names

LINES = 12  # values that are told apart
OFFERED = 50  # pages and events, for the form
OFFERED_WITHIN = 1.0  # seconds: the page does not wait for them
FIRST_FIELDS = 3  # of an empty form


class Offered(NamedTuple):
    """What the form's fields suggest."""

    pages: list[str]
    events: list[str]
    goals: list[str]


@shows_no_secret
async def funnel_page(request: web.Request) -> web.Response:
    """How far the visits of the chosen period get; without steps only the form for them."""
    site = await visited_site(request)
    here = url(request, "funnels", site_id=site.id)
    take_one_more_filter(request, here, *OWN_WORDS)
    scope = await scope_of(request, site, *OWN_WORDS, *TYPED_WORDS)
    try:
        if typed := typed_funnel(request.query):
            raise web.HTTPSeeOther(f"{here}?{typed.query(scope.asked)}")
        funnel = read_funnel(request.query)
        steps = conditions(funnel, scope.goals)
    except Wrong as wrong:
        raise web.HTTPBadRequest(text=str(wrong)) from None
    drawn, fault = await _drawn(request, scope, funnel, steps)
    return await render(
        request,
        "funnels/page.html",
        503 if fault else 200,
        **framed(request, scope),
        funnel=funnel,
        named=await named_funnels(request, site, scope.asked, funnel),
        drawn=drawn,
        fault=fault,
        offered=await _offered(request, scope),
        kinds={"page": _("page"), "event": _("event"), "goal": _("goal")},
        fields=min(MOST, max(FIRST_FIELDS, len(funnel.steps) + 1)),
        splits=SPLITS,
        names=tab_names(),
        size=(APART * len(funnel.steps), HIGH, WIDE),
    )


async def _drawn(
    request: web.Request, scope: Scope, funnel: Funnel, steps: list[Condition]
) -> tuple[Shown | None, Unavailable | None]:
    if not steps:
        return None, None
    dimension = TABS[funnel.split].dimension
    before = scope.other_so_far

    async def read(question: Question) -> list[Reached]:
        return await read_for(request, lambda lists: lists.reached(question, steps, funnel.strict))

    asked = [
        scope.question("visits"),
        scope.question("visits", dimensions=(dimension,), limit=LINES),
    ]
    asked += [scope.question("visits", span=before)] if before else []
    try:
        [whole], parts, *earlier = await asyncio.gather(*(read(each) for each in asked))
    except Unavailable as why:
        return None, why
    [other] = earlier[0] if earlier else [None]
    return shown(funnel.steps, whole, other, parts, dimension), None


async def _offered(request: web.Request, scope: Scope) -> Offered:
    questions = {
        name: scope.question("visitors", dimensions=(TABS[name].dimension,), limit=OFFERED)
        for name in ("pages", "events")
    }
    got = await answers(request, questions, within=OFFERED_WITHIN)
    values = {
        name: [str(row.dimensions[0]) for row in each.rows] if isinstance(each, Answer) else []
        for name, each in got.items()
    }
    return Offered(values["pages"], values["events"], [goal.name for goal in scope.goals])
