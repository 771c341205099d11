"""Asking for reports: what a site's questions may name, and whose turn it is."""

from __future__ import annotations

from collections.abc import Hashable
from zoneinfo import ZoneInfo

from aiohttp import web

from tracker.domain.reports.periods import Calendar
from tracker.domain.reports.query import Site as AskedSite
from tracker.domain.reports.question import Answer, Question
from tracker.services.reports.turns import MOST_OF_PERSON
from tracker.storage.log.totals import first_at
from tracker.storage.sites.sites import Site
from tracker.web import keys


async def asked_site(request: web.Request, site: Site) -> AskedSite:
    """What this person's questions about the site may name."""
    app = request.app
    first = await first_at(app[keys.DATABASE], site.id)
    since = site.created_at if first is None else min(first, site.created_at)
    calendar = Calendar(ZoneInfo(site.time_zone), app[keys.CLOCK](), since)
    return AskedSite(site.id, site.name, calendar)


async def answer_to(
    request: web.Request, question: Question, who: Hashable, most: int = MOST_OF_PERSON
) -> Answer:
    """The answer, once it is this one's turn. Raises TooManyQuestions and Unavailable."""
    app = request.app
    async with app[keys.QUESTIONS].one_of(who, most):
        return await app[keys.REPORTS].answer(question)
