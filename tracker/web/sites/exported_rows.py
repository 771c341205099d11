"""The rows of an export: those that reports count under its filters, as the log knows them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aiohttp import web

from tracker.domain.reports.question import Question
from tracker.services.reports import listing
from tracker.storage.exports import event_pages, visit_pages
from tracker.storage.exports.event_pages import EventPlace, event_page
from tracker.storage.exports.exported_events import Place, named_events, pages_of_events
from tracker.storage.exports.visit_pages import VisitPlace, VisitRow, visit_page
from tracker.storage.file.transactions import TableRow
from tracker.storage.log.event_columns import event_of
from tracker.web import keys
from tracker.web.sites.export_lines import Fields, event_fields, visit_fields

AT_ONCE = 250  # visits: some milliseconds, and a piece that a slow line takes in time


class Wanted(NamedTuple):
    """`question`: its span and filters; what it asks of them does not matter. `after`: the position
    behind which to go on; None from the beginning."""

    what: str
    kind: str
    question: Question
    after: tuple[int, int] | None


async def wanted_events(app: web.Application, wanted: Wanted) -> AsyncIterator[list[Fields]]:
    """In the order of time."""
    zone, pages = ZoneInfo(wanted.question.zone), _selected if wanted.question.filters else _all
    async for rows in pages(app, wanted):
        yield [event_fields(event_of(row), zone) for row in rows]


def _all(app: web.Application, wanted: Wanted) -> AsyncIterator[list[TableRow]]:
    """Also while the log is counted anew, and events that are tests."""
    (start, end), site_id = wanted.question.span, wanted.question.site_id
    after = max(Place(start, -1), Place(*wanted.after or (0, 0)))
    return pages_of_events(app[keys.DATABASE], site_id, app[keys.LOG].head_of(site_id), after, end)


async def _selected(app: web.Application, wanted: Wanted) -> AsyncIterator[list[TableRow]]:
    """Which they are is known to reports, and what they are to the log."""
    reports = app[keys.FOLLOWED_REPORTS]
    head = app[keys.LOG].head_of(wanted.question.site_id)

    async def page(question: Question, after: listing.Place) -> list[EventPlace]:
        behind = EventPlace(*after)
        return await reports.listed(lambda duck: event_page(duck, question, behind, head))

    pages = listing.listed(
        wanted.question, _place(wanted), page, event_pages.PAGE, lambda row: listing.Place(*row)
    )
    async for found in pages:
        async for rows in named_events(app[keys.DATABASE], [each.cursor for each in found]):
            yield rows


async def wanted_visits(app: web.Application, wanted: Wanted) -> AsyncIterator[list[Fields]]:
    """In the order in which they began."""
    zone, reports = ZoneInfo(wanted.question.zone), app[keys.FOLLOWED_REPORTS]

    async def page(question: Question, after: listing.Place) -> list[VisitRow]:
        behind = VisitPlace(*after)
        return await reports.listed(lambda duck: visit_page(duck, question, behind))

    pages = listing.listed(
        wanted.question,
        _place(wanted),
        page,
        visit_pages.PAGE,
        lambda row: listing.Place(row.start, row.visit),
    )
    async for rows in pages:
        for first in range(0, len(rows), AT_ONCE):
            yield [visit_fields(row, zone) for row in rows[first : first + AT_ONCE]]


def _place(wanted: Wanted) -> listing.Place | None:
    return listing.Place(*wanted.after) if wanted.after else None
