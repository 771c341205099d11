"""Asking for reports: what a site's questions may name, and whose turn it is."""

from __future__ import annotations

import json
from collections.abc import Hashable
from zoneinfo import ZoneInfo

from aiohttp import web

from tracker.domain.reports.periods import Calendar
from tracker.domain.reports.query import Site as AskedSite
from tracker.domain.reports.query_filters import Known
from tracker.domain.reports.question import Answer, Question
from tracker.services.reports.turns import MOST_OF_PERSON
from tracker.storage.log.totals import first_at
from tracker.storage.sites.goals import goals_of
from tracker.storage.sites.segments import segments_for
from tracker.storage.sites.sites import Site
from tracker.web import keys


async def asked_site(request: web.Request, site: Site, user_id: int | None) -> AskedSite:
    """What this person's questions about the site may name; None for a token of the site, which
    knows nobody's own segments."""
    app, db = request.app, request.app[keys.DATABASE]
    first = await first_at(db, site.id)
    kept = {each.id: each.filters for each in await segments_for(db, site.id, user_id)}
    known = Known(await goals_of(db, site.id), lambda number: _filters(kept.get(number)))
    since = site.created_at if first is None else min(first, site.created_at)
    calendar = Calendar(ZoneInfo(site.time_zone), app[keys.CLOCK](), since)
    return AskedSite(site.id, site.name, calendar, known)


def _filters(kept: str | None) -> object:
    return None if kept is None else json.loads(kept)


async def answer_to(
    request: web.Request, question: Question, who: Hashable, most: int = MOST_OF_PERSON
) -> Answer:
    """The answer, once it is this one's turn. Raises TooManyQuestions and Unavailable."""
    app = request.app
    async with app[keys.QUESTIONS].one_of(who, most):
        return await app[keys.REPORTS].answer(question)
