"""A site's visits under a filter, a page at a time: which they are, and then those whole."""

from __future__ import annotations

from typing import NamedTuple
from zoneinfo import ZoneInfo

from tracker.domain.days import day_number
from tracker.domain.reports.question import Question
from tracker.domain.reports.visits import Stopped, VisitPlace, VisitRow
from tracker.storage.answers.asked import Asked
from tracker.storage.answers.selecting import selected_visits
from tracker.storage.clickhouse.answering import asked_of, read
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse.sources import Site
from tracker.storage.clickhouse_lists.whole_visits import whole_visits
from tracker.storage.clickhouse_reports.steps import named_in, stopped

PAGE = 4_000  # visits of one read, some megabytes


class Side(NamedTuple):
    """Behind a place, ">", or before it, "<": so many."""

    way: str
    place: VisitPlace
    most: int


async def visit_page(engine: ClickHouse, question: Question, after: VisitPlace) -> list[VisitRow]:
    """The next ones that began in the question's span and that its filters select. Raises Refused,
    Away."""
    return await _page(engine, question, Side(">", after, PAGE))


async def newest_visits(
    engine: ClickHouse,
    question: Question,
    before: VisitPlace,
    most: int,
    stopped_at: Stopped | None = None,
) -> list[VisitRow]:
    """The last ones before that place, the newest first. Raises Refused, Away."""
    return (await _page(engine, question, Side("<", before, most), stopped_at))[::-1]


async def _page(
    engine: ClickHouse, question: Question, side: Side, stopped_at: Stopped | None = None
) -> list[VisitRow]:
    """On that side of the place, in the order in which they began."""
    named = named_in(stopped_at.steps) if stopped_at else ()
    asked, tables = await asked_of(engine, question, also=named)
    only = f" and {stopped(asked, *stopped_at)}" if stopped_at else ""
    (start, end), order = question.span, "asc" if side.way == ">" else "desc"
    visits = tables.visits_on(range(asked.first, asked.last + 1))
    found = await read(
        engine,
        asked,
        tables,
        f"select start, visit from ({visits}) where begins and start >= {start} and start < {end}"
        f" and (start, visit) {side.way} ({side.place.start}, {side.place.visit})"
        f" and {selected_visits(asked)}{only}"
        f" order by start {order}, visit {order} limit {int(side.most)}",
    )
    return await _whole(engine, asked, [VisitPlace(*row) for row in found]) if found else []


async def _whole(engine: ClickHouse, asked: Asked, places: list[VisitPlace]) -> list[VisitRow]:
    zone, id_of, by = asked.question.zone, asked.question.site_id, asked.longest
    days = [day_number(place.start, ZoneInfo(zone)) for place in places]
    first, last = min(days), max(days) + by
    site = Site(id_of, zone, by, first - by, last + by)
    return await whole_visits(engine, site, range(first, last + 1), [v for _, v in places])
