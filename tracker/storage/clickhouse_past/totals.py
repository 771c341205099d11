"""Small figures about a site's last days, from its events; test visits are left out."""

from __future__ import annotations

from tracker.storage.clickhouse.answering import DEADLINE
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse.lines import DAY
from tracker.storage.log.totals import QUARTER, Quarter

QUARTERS = """
select intDiv(ms, {quarter:Int64}) as number, countIf(name = 'pageview'), sum(is_new),
    countIf(name != 'pageview'), max(ms)
from event final
where site = {site:UInt32} and utc_day between toDate({first:Int32}) and toDate({last:Int32})
    and ms >= {start:Int64} and ms < {end:Int64} and cursor <= {upto:UInt64}
    and name != '' and name != 'test' and removed = 0 and brought < 0
group by number order by number
"""
ANY = """
select count() from (
    select 1 from event final
    where site = {site:UInt32} and name != '' and name != 'test' and removed = 0 limit 1
)
"""


async def quarters(engine: ClickHouse, site: int, start: int, end: int, upto: int) -> list[Quarter]:
    """Quarters with events of `start` <= time < `end` (ms, UTC), up to the cursor `upto`. Raises
    Refused, Away."""
    days = {"first": start // DAY, "last": end // DAY, "quarter": QUARTER}
    bounds = {"site": site, "start": start, "end": end, "upto": upto}
    return [
        Quarter(int(number), int(pageviews), int(visitors), int(others), int(latest))
        for number, pageviews, visitors, others, latest in await engine.rows(
            QUARTERS, days | bounds, within=DEADLINE
        )
    ]


async def has_visits(engine: ClickHouse, site: int) -> bool:
    """Whether anybody but its owner's test has ever come. Raises Refused, Away."""
    [[found]] = await engine.rows(ANY, {"site": site}, within=DEADLINE)
    return bool(found)
