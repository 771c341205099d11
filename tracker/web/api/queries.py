"""Questions in the query language: docs/reports.md says it to those who ask."""

from __future__ import annotations

from collections.abc import Hashable

from aiohttp import web
from babel import Locale

from tracker.domain.queries.answer_files import csv_of
from tracker.domain.queries.answers import QueryAnswer, Wording, answer_body
from tracker.domain.queries.query import read_query
from tracker.domain.queries.sent import read_json
from tracker.domain.reports.goals import Goal
from tracker.services.reports.turns import MOST_OF_PERSON, MOST_OF_PROGRAM
from tracker.storage.sites.goals import goals_of
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.api.said import ApiGoal, GoalList, as_json
from tracker.web.asking.bearers import Reading, reading
from tracker.web.asking.handler_marks import only_asks, shows_no_secret
from tracker.web.asking.sessions import signed_in
from tracker.web.asking.site_access import site_for
from tracker.web.forms.bodies import body_of
from tracker.web.reports.asking import answer_to, asked_site
from tracker.web.words.money import money

CSV = "text/csv"
ENGLISH = Locale("en")
WORDING = Wording(
    money=lambda amount, currency: money(amount, currency, "en"),
    country=lambda code: ENGLISH.territories.get(code, code),
)


@only_asks
@shows_no_secret
async def query(request: web.Request) -> web.Response:
    """What a program asks, with a token of the site or of one of its members."""
    return await _told(request, await reading(request, "reports"))


async def _told(request: web.Request, access: Reading) -> web.Response:
    person = access.user_id if access.by_membership else None
    return await _answered(request, access.site, access.token, MOST_OF_PROGRAM, person)


@only_asks
@shows_no_secret
async def page_query(request: web.Request) -> web.Response:
    """What the site's own pages ask, for whoever is logged in and may see it."""
    site = await site_for(request, "viewer")
    user = await signed_in(request)
    return await _answered(request, site, ("user", user.id), MOST_OF_PERSON, user.id)


@shows_no_secret
async def goal_list(request: web.Request) -> web.Response:
    """The goals that a question about the site may name."""
    access = await reading(request, "reports")
    goals = await goals_of(request.app[keys.KEPT], access.site.id)
    return as_json(GoalList([_said(goal) for goal in goals]))


def _said(goal: Goal) -> ApiGoal:
    value = None if goal.value is None else str(goal.value)
    worth = (value, goal.sums, goal.currency)
    return ApiGoal(str(goal.id), goal.name, goal.kind, goal.of, goal.least, *worth)


async def _answered(
    request: web.Request, site: Site, who: Hashable, most: int, user_id: int | None
) -> web.Response:
    asked = await asked_site(request, site, user_id)
    read = read_query(read_json(await body_of(request)), asked)
    answer = await answer_to(request, read.question, who, most)
    body = answer_body(read, answer, asked, WORDING)
    return as_csv(body) if wants_csv(request) else as_json(body)


def wants_csv(request: web.Request) -> bool:
    """Whether the header names it, and no JSON before it."""
    first = request.headers.get("Accept", "").partition(",")[0]
    return first.partition(";")[0].strip().casefold() == CSV


def as_csv(body: QueryAnswer) -> web.Response:
    return web.Response(text=csv_of(body), content_type=CSV, charset="utf-8")
