"""Visits of days that are not over, kept at hand: a question about a large site's day looks at
them, and at the rows of those alone for which something has come since."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from tracker.domain.days import day_number
from tracker.storage.answers.asked import numbers
from tracker.storage.clickhouse.answering import clock_of, longest_of
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse.sources import VISIT_COLUMNS, Site, visits_on

FIRST_TIME = 300.0  # seconds for a whole day
ENOUGH = 50_000  # rows of a day; fewer are counted from them as fast
MARK = "select max(cursor) from mark where shard = {shard:UInt32}"
SO_MANY = """
select count() from (
    select 1 from event where site = {site:UInt32} and utc_day >= toDate({today:Int32})
    limit {most:UInt64}
)
"""
OPEN = """
select day, upto from open_day final where site = {site:UInt32} and clock = {clock:UInt64}
    and day >= {yesterday:Int32} and at > now() - interval 1 day
"""
STANDS = """
select count() from rolled final where site = {site:UInt32} and day = {yesterday:Int32}
    and state = 1 and clock = {clock:UInt64}
"""
TOUCHED = "select visit from touched_visit where site = {site} and cursor > {since}"
# Of a visit that is gone, or has another visitor by now.
GONE = """
insert into open_visit (site, clock, day, visit, visitor, upto, gone)
select site, clock, day, visit, visitor, {upto}, 1 from open_visit final
where site = {site} and clock = {clock} and day in ({days}) and {which}
    and (day, visit, visitor) not in (
        select day, visit, visitor from open_visit
        where site = {site} and clock = {clock} and upto = {upto}
    )
"""


async def keep_at_hand(engine: ClickHouse, shard: int, site: int, zone: str, now: int) -> bool:
    """Bring what is kept of the site's day, and of the one before until it is summed up, to what is
    filed by now (ms, UTC); False where it is too little for that. For one process at a time, every
    few seconds. Raises Refused, Away."""
    today = day_number(now, ZoneInfo(zone))
    at = {"site": site, "clock": clock_of(zone), "yesterday": today - 1}
    [[upto]] = await engine.rows(MARK, {"shard": shard})
    known = dict(await engine.rows(OPEN, at))
    if not known and not await _is_large(engine, site, today):
        return False
    [[stands]] = await engine.rows(STANDS, at)
    days = [today] if stands else [today - 1, today]
    longest = await longest_of(engine, site)
    place = Site(site, zone, longest, today - 1 - longest, today + longest)
    if new := [day for day in days if day not in known]:
        await _keep(engine, place, new, upto)
    if old := [day for day in days if known.get(day, upto) < upto]:
        since = min(known[day] for day in old)
        await _keep(engine, place, old, upto, TOUCHED.format(site=site, since=since))
    said = {"site": site, "clock": clock_of(zone), "upto": upto}
    await engine.insert("open_day", [said | {"day": day} for day in days])
    return True


async def _is_large(engine: ClickHouse, site: int, today: int) -> bool:
    known = {"site": site, "today": today, "most": ENOUGH}
    [[rows]] = await engine.rows(SO_MANY, known)
    return bool(rows >= ENOUGH)


async def _keep(
    engine: ClickHouse, site: Site, days: list[int], upto: int, touched: str = ""
) -> None:
    """All visits of those days, or those of the list."""
    columns, clock = ", ".join(VISIT_COLUMNS), clock_of(site.zone)
    await engine.run(
        f"insert into open_visit (site, clock, day, upto, {columns})"
        f" select site, {clock}, day, {upto}, {columns}"
        f" from ({visits_on(site, days, VISIT_COLUMNS, touched)})",
        within=FIRST_TIME,
    )
    known = {"site": site.id, "clock": clock, "days": numbers(days), "upto": upto}
    which = f"visit in ({touched})" if touched else "true"
    await engine.run(GONE.format(**known, which=which))
