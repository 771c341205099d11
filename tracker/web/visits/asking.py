"""Visits as reports know them, for the pages that list them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from aiohttp import web

from tracker.domain.reports.question import Question, Unavailable
from tracker.services.reports.listing import Place, newest
from tracker.services.reports.turns import MOST_OF_PERSON, TooManyQuestions
from tracker.storage.exports.newest_visits import newest_visits, one_visit, visits_of_visitor
from tracker.storage.exports.visit_pages import VisitPlace, VisitRow
from tracker.storage.exports.visited_rows import VisitedRow, visited_rows
from tracker.storage.reports.duck import Connection
from tracker.web import keys
from tracker.web.asking.sessions import signed_in
from tracker.web.words.i18n import _

A_PAGE = 50
LAST_ROWS = 12  # of a visit in the list: its way is cut anyway
MOST_ROWS = 500  # of one that is opened
MOST_OTHERS = 50

T = TypeVar("T")


class Found(NamedTuple):
    """Visits with the last of their rows, newest first; `more`: there are older ones."""

    visits: list[VisitRow]
    rows: dict[int, list[VisitedRow]]
    more: bool


class Told(NamedTuple):
    """One visit, its rows in the order of time, and what its visitor began that day."""

    visit: VisitRow
    rows: list[VisitedRow]
    of_visitor: list[VisitPlace]


async def found(request: web.Request, question: Question, before: Place | None) -> Found:
    """A page of the visits that the question's filters select. Raises Unavailable."""

    async def page(part: Question, place: Place, most: int) -> list[VisitRow]:
        behind = VisitPlace(*place)
        return await _read(request, lambda duck: newest_visits(duck, part, behind, most))

    visits = await newest(question, before, page, A_PAGE + 1)
    shown, site_id = visits[:A_PAGE], question.site_id
    numbers = [each.visit for each in shown]
    rows = await _read(request, lambda duck: visited_rows(duck, site_id, numbers, LAST_ROWS))
    return Found(shown, rows, len(visits) > A_PAGE)


async def told(request: web.Request, site_id: int, number: int) -> Told | None:
    """None where the site has no such visit. Raises Unavailable."""

    def read(duck: Connection) -> Told | None:
        visit = one_visit(duck, site_id, number)
        if visit is None:
            return None
        rows = visited_rows(duck, site_id, [number], MOST_ROWS).get(number, [])
        return Told(visit, rows, visits_of_visitor(duck, site_id, visit, MOST_OTHERS))

    return await _read(request, read)


async def _read(request: web.Request, page: Callable[[Connection], T]) -> T:
    user, app = await signed_in(request), request.app
    try:
        async with app[keys.QUESTIONS].one_of(("user", user.id), MOST_OF_PERSON):
            return await app[keys.FOLLOWED_REPORTS].listed(page, whole=False)
    except TooManyQuestions:
        why = _("Too many reports are open. Close one, then load this again.")
        raise Unavailable("slow", why) from None
