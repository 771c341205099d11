"""What the sums of days lose when old visits are erased: that much is written to the log before.

The days are summed up with those visits and without them, in tables of a session alone, which have
the names of those that everybody sees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from tracker.domain.days import day_number
from tracker.domain.ids import first_id
from tracker.domain.retention import DAY
from tracker.domain.rows import DayRow
from tracker.storage.clickhouse.answering import clock_of, longest_of
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse.rolling import sum_up
from tracker.storage.clickhouse.sources import Site, rows_on
from tracker.storage.sums.leaving import COUNTED, MOST_KEYS, lost_row

TOGETHER = 31  # days that are looked at at once
STOOD, LEFT = 1, 2  # generations
TABLES = ("visit", "day_total", "hour_total", "day_visit", "day_event")
BOUNDS = "select toInt32(min(utc_day)), toInt32(max(utc_day)) from event where site = {site:UInt32}"
STANDING = """
select r.day, t.visitors from (
    select day, gen from rolled final
    where site = {site:UInt32} and state = 1 and clock = {clock:UInt64}
) r left join day_total t on t.site = {site:UInt32} and t.day = r.day and t.gen = r.gen
"""


async def days_of(engine: ClickHouse, site: int, zone: str) -> list[int]:
    """Local days on which the site has visits, since 1970-01-01. Raises Refused, Away."""
    [[first, last]] = await engine.rows(BOUNDS, {"site": site})
    standing = dict(await engine.rows(STANDING, {"site": site, "clock": clock_of(zone)}))
    found = [day for day, visitors in standing.items() if visitors]
    if others := [day for day in range(first - 1, last + 2) if last and day not in standing]:
        place = Site(site, zone, await longest_of(engine, site), first - 1, last + 1)
        listed = ", ".join(map(str, others))
        rows = f"({rows_on(place, others, ())}) where day in ({listed})"
        found += [day for (day,) in await engine.rows(f"select distinct day from {rows}")]
    return sorted(found)


async def leaving(engine: ClickHouse, site: int, zone: str, before: int, now: int) -> list[DayRow]:
    """What the sums lose with the site's visits that began before `before`, of days that are over
    at `now`; both ms, UTC. Raises Refused, Away."""
    longest = await longest_of(engine, site)
    last = min(before // DAY + 1 + longest, day_number(now, ZoneInfo(zone)) - 1)
    days = [day for day in await days_of(engine, site, zone) if day <= last]
    gone = f"ms < {before + DAY} and (visit < {first_id(before)} or ms < {before})"
    found: list[DayRow] = []
    for at in range(0, len(days), TOGETHER):
        some = days[at : at + TOGETHER]
        place = Site(site, zone, longest, some[0] - longest, some[-1] + longest, gone)
        found += [lost_row(site, before, *row) for row in await _lost(engine, place, some)]
    return found


async def _lost(engine: ClickHouse, site: Site, days: Sequence[int]) -> list[list[Any]]:
    apart = engine.apart()
    try:
        for table in TABLES:
            empty = f"select * from {table} where false"
            await apart.run(f"create temporary table {table} engine = Memory as {empty}")
        await sum_up(apart, site._replace(gone="false"), days, STOOD)
        await sum_up(apart, site, days, LEFT)
        return await apart.rows(LOST, {"most": MOST_KEYS})
    finally:
        await apart.closes()


def _sums() -> str:
    return f"""
select day, gen, '' as dimension, '' as key, {COUNTED} from day_total
union all
select day, gen, toString(dimension), key, visitors, visits, pageviews, 0, bounces, duration,
    0, 0, 0
from day_visit
union all
select day, gen, toString(dimension), key, visitors, visits,
    if(dimension in ('event:page', 'event:title'), events, 0),
    if(dimension = 'event:name', events, 0), 0, 0, engaged, depth, told
from day_event
"""


def _lost_of() -> str:
    less = ", ".join(f"sum(if(gen = {STOOD}, {e}, -{e})) as {e}" for e in COUNTED.split(", "))
    return f"""
select day, dimension, key, {COUNTED} from (
    select day, dimension, key, {less} from ({_sums()}) group by day, dimension, key
) where ({COUNTED}) != (0, 0, 0, 0, 0, 0, 0, 0, 0)
order by day, dimension, abs(visitors) desc, key limit {{most:UInt32}} by day, dimension
"""


LOST = _lost_of()
