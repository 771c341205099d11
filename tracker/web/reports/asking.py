"""Asking for reports: what a site's questions may name, and whose turn it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable
from typing import TypeVar
from urllib.parse import quote, urlencode

from aiohttp import web
from multidict import MultiDict

from tracker.domain.periods.periods import read_period
from tracker.domain.queries.query import Site as AskedSite
from tracker.domain.reports.question import Answer, Question, Unavailable
from tracker.services.lists.lists import Lists
from tracker.services.reports import asked_sites as sites
from tracker.services.reports.turns import MOST_OF_PERSON, TooManyQuestions
from tracker.storage.accounts.users import User
from tracker.storage.sites.segments import segments_for
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.asking.sessions import signed_in
from tracker.web.questions.adding import one_more_filter
from tracker.web.questions.asked import Asked
from tracker.web.questions.kept import named_goal, selected
from tracker.web.questions.reading import Wrong, read_asked
from tracker.web.questions.scope import Scope
from tracker.web.words.i18n import _
from tracker.web.words.report_figures import OF_A_GOAL

T = TypeVar("T")


async def asked_site(request: web.Request, site: Site, user_id: int | None) -> AskedSite:
    """What this person's questions about the site may name; None for a token of the site, which
    knows nobody's own segments."""
    app = request.app
    kept, facts = app[keys.KEPT], app[keys.FACTS]
    return await sites.asked_site(kept, facts, site, app[keys.CLOCK](), user_id)


async def scope_of(request: web.Request, site: Site, *others: str) -> Scope:
    """What the address of a page asks of the site; 400 for what it cannot mean. `others`: words of
    it that are read elsewhere."""
    user = await signed_in(request)
    about = await asked_site(request, site, user.id)
    segments = tuple(await segments_for(request.app[keys.KEPT], site.id, user.id))
    goals = about.known.goals
    try:
        asked = _with_period(read_asked(request.query, others), user)
        goal = named_goal(asked, goals)
        if goal is None and asked.figure in OF_A_GOAL:
            asked = asked.but(figure="visitors")
        kept = selected(asked, goals, segments)
        first_at = about.calendar.now if about.first_at is None else about.first_at
        return Scope(site, asked, about.calendar, goals, goal, segments, kept, first_at)
    except Wrong as wrong:
        raise web.HTTPBadRequest(text=str(wrong)) from None


async def read_for(request: web.Request, ask: Callable[[Lists], Awaitable[T]]) -> T:
    """What whoever is logged in reads beside answers, once it is this one's turn. Raises
    Unavailable."""
    user, app = await signed_in(request), request.app
    try:
        async with app[keys.QUESTIONS].one_of(("user", user.id), MOST_OF_PERSON):
            return await ask(app[keys.ENGINE].lists)
    except TooManyQuestions:
        why = _("Too many reports are open. Close one, then load this again.")
        raise Unavailable("slow", why) from None


def take_one_more_filter(request: web.Request, address: str, *others: str) -> None:
    """What the form for one has sent gets an address as any other, with those words of it that are
    read elsewhere; 400 for what cannot be."""
    own = [(name, value) for name, value in request.query.items() if name in others]
    asked = MultiDict((name, value) for name, value in request.query.items() if name not in others)
    try:
        query = one_more_filter(asked)
    except Wrong as wrong:
        raise web.HTTPBadRequest(text=str(wrong)) from None
    if query is not None:
        query = "&".join(filter(None, (query, urlencode(own, quote_via=quote, safe="/:*"))))
        raise web.HTTPSeeOther(f"{address}?{query}")


def _with_period(asked: Asked, user: User) -> Asked:
    """Where none is named, the one that this person likes to begin with; whatever the page leads to
    names it then, so that others who are sent there see the same."""
    return asked if asked.period else asked.but(period=read_period(user.period))


async def answer_to(
    request: web.Request, question: Question, who: Hashable, most: int = MOST_OF_PERSON
) -> Answer:
    """The answer, once it is this one's turn. Raises TooManyQuestions and Unavailable."""
    app = request.app
    async with app[keys.QUESTIONS].one_of(who, most):
        return await app[keys.REPORTS].answer(question)
