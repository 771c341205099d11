"""Sums of days that are over, made once, so that a year is the sum of its days.

Each time they are made they are of a new generation, which is said before: what comes meanwhile
says with a greater one that they do not stand. That they do is said last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from tracker.domain.days import day_begins, day_number
from tracker.storage.clickhouse.answering import clock_of, longest_of
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse.sources import VISIT_COLUMNS, Site, rows_on, visits_on
from tracker.storage.clickhouse.text_tables import OF_VISITS
from tracker.storage.reports.rolling import OF_VISITS as SUMMED

STANDS, BEING_MADE = 1, 2
TOGETHER = 31  # days that are summed up at once
FIRST = date(1970, 1, 1)
BEGAN = "select toInt32(min(utc_day)) from event where site = {site:UInt32}"
STANDING = """
select day from rolled final where site = {site:UInt32} and state = 1 and clock = {clock:UInt64}
"""


async def days_to_roll(engine: ClickHouse, site: int, zone: str, now: int) -> list[int]:
    """Days of the site that are over at `now` (ms, UTC) and whose sums do not stand. Raises
    Refused, Away."""
    [[began]] = await engine.rows(BEGAN, {"site": site})
    known = await engine.rows(STANDING, {"site": site, "clock": clock_of(zone)})
    if not began:
        return []
    standing = {day for (day,) in known}
    over = day_number(now, ZoneInfo(zone))
    return [day for day in range(began - 1, over) if day not in standing]


async def roll(
    engine: ClickHouse, site: int, zone: str, days: Sequence[int], generation: Callable[[], int]
) -> None:
    """Make the sums of these days. Raises Refused, Away."""
    for at in range(0, len(days), TOGETHER):
        some = days[at : at + TOGETHER]
        gen = generation()
        said = [_said(site, zone, day, gen) for day in some]
        await engine.insert("rolled", [each | {"state": BEING_MADE} for each in said])
        longest = await longest_of(engine, site)  # from now on it makes the days stale
        place = Site(site, zone, longest, some[0] - longest, some[-1] + longest)
        await sum_up(engine, place, some, gen)
        await engine.insert("rolled", [each | {"state": STANDS} for each in said])


def _said(site: int, zone: str, day: int, gen: int) -> dict[str, object]:
    clock = ZoneInfo(zone)
    since, until = (day_begins(FIRST + timedelta(days=each), clock) for each in (day, day + 1))
    when = {"clock": clock_of(zone), "since": since, "until": until}
    return {"site": site, "day": day, "gen": gen, **when}


async def sum_up(engine: ClickHouse, site: Site, days: Sequence[int], gen: int) -> None:
    """Into the tables; that they stand is not said. Raises Refused, Away."""
    columns = ", ".join(VISIT_COLUMNS)
    visits = visits_on(site, days)
    await engine.run(
        f"insert into visit (site, day, gen, {columns})"
        f" select site, day, {gen}, {columns} from ({visits})"
    )
    of = f"site = {site.id} and gen = {gen}"
    whole = rows_on(site, _with_beginnings(site, days))
    rows = f"select * from ({whole}) where visit in (select visit from visit where {of})"
    listed = ", ".join(map(str, days))
    await engine.run(TOTALS.format(of=of, gen=gen))
    await engine.run(
        HOURS.format(of=of, gen=gen, hour=site.hour_of("start"), rows=rows, days=listed)
    )
    await engine.run(BY_VISIT.format(of=of, gen=gen, dimensions=_by_visit()))
    for dimension, (key, where) in BY_EVENT.items():
        known = {"key": key, "where": where, "rows": rows, "days": listed}
        await engine.run(OF_EVENT.format(site=site.id, gen=gen, dimension=dimension, **known))


def _with_beginnings(site: Site, days: Sequence[int]) -> list[int]:
    return sorted({day - by for day in days for by in range(site.longest + 1)})


def _by_visit() -> str:
    return ", ".join(f"('{name}', toString({OF_VISITS[name]}))" for name in SUMMED)


TOTALS = """
insert into day_total select site, day, {gen}, uniqExact(visitor), countIf(begins),
    sum(pageviews), sum(others), countIf(begins and bounce), sumIf(duration, begins),
    sum(engaged), sum(depth), sum(told)
from visit where {of} group by site, day
"""
HOURS = """
insert into hour_total select e.site, e.day, {gen}, e.hour, e.visitors, coalesce(v.visits, 0),
    e.views
from (
    select site, day, hour, uniqExact(visitor) as visitors, countIf(name = 'pageview') as views
    from ({rows}) where day in ({days}) group by site, day, hour
) e left join (
    select site, {hour} as hour, count() as visits from visit where {of} and begins
    group by site, hour
) v on v.site = e.site and v.hour = e.hour
"""
BY_VISIT = """
insert into day_visit select site, of.1 as dimension, day, {gen}, of.2 as key,
    uniqExact(visitor), countIf(begins), sum(pageviews), countIf(begins and bounce),
    sumIf(duration, begins)
from (select *, arrayJoin([{dimensions}]) as of from visit where {of})
group by site, dimension, day, key
"""
# A visit counts on the day of its first row that says the same.
OF_EVENT = """
insert into day_event select {site}, '{dimension}', d.day, {gen}, d.value, d.visitors,
    coalesce(f.visits, 0), d.events, d.engaged, d.depth, d.told
from (
    select day, {key} as value, uniqExact(visitor) as visitors, count() as events,
        sum(engaged) as engaged, sum(depth) as depth, countIf(depth > 0 or engaged > 0) as told
    from ({rows}) where {where} and day in ({days}) group by day, value
) d left join (
    select day, value, count() as visits from (
        select visit, {key} as value, min(day) as day from ({rows}) where {where}
        group by visit, value
    ) group by day, value
) f on f.day = d.day and f.value = d.value
"""
BY_EVENT = {
    "event:page": ("path", "name = 'pageview'"),
    "event:title": ("title", "name = 'pageview'"),
    "event:name": ("name", "name != 'pageview'"),
    "event:hostname": ("host", "true"),
}
