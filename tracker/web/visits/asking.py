"""Visits as reports know them, for the pages that list them."""

from __future__ import annotations

from typing import NamedTuple

from aiohttp import web

from tracker.domain.reports.question import Question
from tracker.services.reports.listing import Place, newest
from tracker.storage.exports.newest_visits import (
    Stopped,
    newest_visits,
    one_visit,
    visits_of_visitor,
)
from tracker.storage.exports.visit_pages import VisitPlace, VisitRow
from tracker.storage.exports.visited_rows import VisitedRow, visited_rows
from tracker.storage.reports.duck import Connection
from tracker.web.reports.asking import read_for

A_PAGE = 50
LAST_ROWS = 12  # of a visit in the list: its way is cut anyway
MOST_ROWS = 500  # of one that is opened
MOST_OTHERS = 50


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


async def found(
    request: web.Request, question: Question, before: Place | None, stopped: Stopped | None = None
) -> Found:
    """A page of the visits that the question's filters select. Raises Unavailable."""

    async def page(part: Question, place: Place, most: int) -> list[VisitRow]:
        behind = VisitPlace(*place)
        return await read_for(
            request, lambda duck: newest_visits(duck, part, behind, most, stopped)
        )

    visits = await newest(question, before, page, A_PAGE + 1)
    shown, site_id = visits[:A_PAGE], question.site_id
    numbers = [each.visit for each in shown]
    rows = await read_for(request, lambda duck: visited_rows(duck, site_id, numbers, LAST_ROWS))
    return Found(shown, rows, len(visits) > A_PAGE)


async def told(request: web.Request, site_id: int, number: int) -> Told | None:
    """None where the site has no such visit. Raises Unavailable."""

    def read(duck: Connection) -> Told | None:
        visit = one_visit(duck, site_id, number)
        if visit is None:
            return None
        rows = visited_rows(duck, site_id, [number], MOST_ROWS).get(number, [])
        return Told(visit, rows, visits_of_visitor(duck, site_id, visit, MOST_OTHERS))

    return await read_for(request, read)
