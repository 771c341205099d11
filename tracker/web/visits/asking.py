"""Visits as reports know them, for the pages that list them."""

from __future__ import annotations

from typing import NamedTuple

from aiohttp import web

from tracker.domain.reports.question import Question
from tracker.domain.reports.visits import Stopped, ToldVisit, VisitedRow, VisitPlace, VisitRow
from tracker.services.lists.listing import Place, newest
from tracker.storage.sites.sites import Site
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


async def found(
    request: web.Request, question: Question, before: Place | None, stopped: Stopped | None = None
) -> Found:
    """A page of the visits that the question's filters select. Raises Unavailable."""

    async def page(part: Question, place: Place, most: int) -> list[VisitRow]:
        behind = VisitPlace(*place)
        return await read_for(
            request, lambda lists: lists.newest_visits(part, behind, most, stopped)
        )

    visits = await newest(question, before, page, A_PAGE + 1)
    shown, site_id = visits[:A_PAGE], question.site_id
    numbers = [each.visit for each in shown]
    rows = await read_for(request, lambda lists: lists.visited_rows(site_id, numbers, LAST_ROWS))
    return Found(shown, rows, len(visits) > A_PAGE)


async def told(request: web.Request, site: Site, number: int) -> ToldVisit | None:
    """None where the site has no such visit. Raises Unavailable."""
    return await read_for(
        request,
        lambda lists: lists.told_visit(site.id, site.time_zone, number, MOST_ROWS, MOST_OTHERS),
    )
