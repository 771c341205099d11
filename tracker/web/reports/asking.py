"""Asking for reports: what a site's questions may name, and whose turn it is."""

from __future__ import annotations

from collections.abc import Hashable

from aiohttp import web

from tracker.domain.reports.query import Site as AskedSite
from tracker.domain.reports.question import Answer, Question
from tracker.services.reports import asked_sites as sites
from tracker.services.reports.turns import MOST_OF_PERSON
from tracker.storage.sites.sites import Site
from tracker.web import keys


async def asked_site(request: web.Request, site: Site, user_id: int | None) -> AskedSite:
    """What this person's questions about the site may name; None for a token of the site, which
    knows nobody's own segments."""
    app = request.app
    return await sites.asked_site(app[keys.DATABASE], site, app[keys.CLOCK](), user_id)


async def answer_to(
    request: web.Request, question: Question, who: Hashable, most: int = MOST_OF_PERSON
) -> Answer:
    """The answer, once it is this one's turn. Raises TooManyQuestions and Unavailable."""
    app = request.app
    async with app[keys.QUESTIONS].one_of(who, most):
        return await app[keys.REPORTS].answer(question)
