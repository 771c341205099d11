"""The rows of an export: those that reports count under its filters, as the log knows them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aiohttp import web

from tracker.domain.reports.question import Question
from tracker.domain.reports.visits import EventPlace, VisitPlace
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
    zone = ZoneInfo(wanted.question.zone)
    after = EventPlace(*wanted.after) if wanted.after else None
    async for events in app[keys.ENGINE].lists.events(wanted.question, after):
        yield [event_fields(each, zone) for each in events]


async def wanted_visits(app: web.Application, wanted: Wanted) -> AsyncIterator[list[Fields]]:
    """In the order in which they began."""
    zone = ZoneInfo(wanted.question.zone)
    after = VisitPlace(*wanted.after) if wanted.after else None
    async for rows in app[keys.ENGINE].lists.visits(wanted.question, after):
        for first in range(0, len(rows), AT_ONCE):
            yield [visit_fields(row, zone) for row in rows[first : first + AT_ONCE]]
