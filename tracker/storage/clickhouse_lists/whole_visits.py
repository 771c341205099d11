"""Visits that somebody names, whole: of their rows alone, be their days summed up or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tracker.domain.days import day_begins, day_number
from tracker.domain.reports.question import Question, Span
from tracker.domain.reports.visits import ToldVisit, VisitedRow, VisitPlace, VisitRow
from tracker.storage.answers.asked import numbers
from tracker.storage.clickhouse.answering import DEADLINE, asked_of, longest_of, read
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse.sources import DAY, THERE, VISIT_COLUMNS, Site, visits_on

FIRST = date(1970, 1, 1)
# As VisitRow has them. A visit's row of each day has that day's counts.
COLUMNS = (
    *("start", "visit", "visitor", "duration", "views", "views + more", "looked", "bounce"),
    *("host", "entry", "exit", "source", "channel", "referrer", "utm_source", "utm_medium"),
    *("utm_campaign", "utm_term", "utm_content", "click_id", "country", "region", "city"),
    *("browser", "browser_version", "system", "system_version", "device", "language", "width"),
)
SUMMED = (
    "select *, sum(pageviews) over v as views, sum(others) over v as more,"
    " sum(engaged) over v as looked from ({visits}) window v as (partition by visit)"
)
REACH = """
select min(first), max(last) from reach final
where site = {site:UInt32} and visit in {visits:Array(Int64)}
"""
ROWS = (
    "select visit, ms, cursor, name, host, path, title.2, engaged, depth, properties"
    " from event final where site = {site:UInt32} and visit in {visits:Array(Int64)}"
    " and utc_day between toDate({first:Int32}) and toDate({last:Int32})"
    " and " + THERE + " order by visit, ms desc, cursor desc limit {most:UInt32} by visit"
)


class Reach(NamedTuple):
    """From when to when there is something of some visits, ms UTC."""

    first: int
    last: int


async def whole_visits(
    engine: ClickHouse, site: Site, days: Sequence[int], visits: Iterable[int]
) -> list[VisitRow]:
    """Those of these visits that are there, in the order in which they began. `days`: all on which
    they have rows. Raises Refused, Away."""
    made = visits_on(site, days, VISIT_COLUMNS, numbers(visits))
    found = await engine.rows(
        f"select {', '.join(COLUMNS)} from ({SUMMED.format(visits=made)})"
        " where begins order by start, visit",
        within=DEADLINE,
    )
    rows = (VisitRow(*row) for row in found)
    return [row._replace(bounce=bool(row.bounce)) for row in rows]


async def told_visit(  # noqa: PLR0917
    engine: ClickHouse, site_id: int, zone: str, visit: int, rows: int, others: int
) -> ToldVisit | None:
    """That visit of the site, if it is one: the last `rows` of its rows, and so many `others` that
    its visitor began that day. Raises Refused, Away."""
    if (reach := await _reach(engine, site_id, [visit])) is None:
        return None
    clock = ZoneInfo(zone)
    first, last = (day_number(at, clock) for at in reach)
    longest = max(await longest_of(engine, site_id), last - first)
    site = Site(site_id, zone, longest, first - longest, last + longest)
    found = await whole_visits(engine, site, range(first, last + 1), [visit])
    if not found:
        return None
    its = (await visited_rows(engine, site_id, [visit], rows)).get(visit, [])
    beside = await _of_visitor(engine, site_id, zone, found[0], others) if others else []
    return ToldVisit(found[0], its, beside)


async def _of_visitor(
    engine: ClickHouse, site_id: int, zone: str, visit: VisitRow, most: int
) -> list[VisitPlace]:
    """What the visitor of that visit began on the same day, itself too."""
    day = day_number(visit.start, ZoneInfo(zone))
    since, until = (day_begins(FIRST + timedelta(days=d), ZoneInfo(zone)) for d in (day, day + 1))
    question = Question(site_id=site_id, zone=zone, span=Span(since, until), metrics=("visits",))
    asked, tables = await asked_of(engine, question)
    found = await read(
        engine,
        asked,
        tables,
        f"select start, visit from ({tables.visits_on(range(day, day + 1))})"
        f" where visitor = {visit.visitor} and begins order by start, visit limit {int(most)}",
    )
    return [VisitPlace(*row) for row in found]


async def visited_rows(
    engine: ClickHouse, site_id: int, visits: Sequence[int], most: int
) -> dict[int, list[VisitedRow]]:
    """By visit its rows in the order of time; of each the last `most`. Raises Refused, Away."""
    if (reach := await _reach(engine, site_id, visits)) is None:
        return {}
    days = {"first": reach.first // DAY, "last": reach.last // DAY}
    known = {"site": site_id, "visits": list(visits), "most": most}
    of_visit: dict[int, list[VisitedRow]] = {}
    for row in await engine.rows(ROWS, known | days, within=DEADLINE):
        of_visit.setdefault(row[0], []).insert(0, VisitedRow(*row))
    return of_visit


async def _reach(engine: ClickHouse, site_id: int, visits: Sequence[int]) -> Reach | None:
    """None where there never was one of them."""
    known = {"site": site_id, "visits": list(visits)}
    [[first, last]] = await engine.rows(REACH, known, within=DEADLINE)
    return Reach(first, last) if last else None
