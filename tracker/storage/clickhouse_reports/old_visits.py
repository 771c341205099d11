"""How much of a site is older than it is kept: what is asked before the log says that it goes."""

from __future__ import annotations

from tracker.domain.rows import RETAINED
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.erasing.old_visits import Limit

NEWEST_LIMITS = """
select site, max(what), max(cursor) from removal where kind = 'age' group by site
"""
OLD = """
from event final where site = {site:UInt32} and name != '' and removed = 0
    and utc_day <= toDate(intDiv({edge:Int64}, 86400000)) and ms < {edge:Int64}
    and (visit < {visit:Int64} or ms < {before:Int64}) and cursor < {upto:UInt64}
"""
ANY = "select 1 " + OLD + " limit 1"
COUNT = "select count() " + OLD
SO_MANY = """
select count() from (
    select 1 from event final where site = {site:UInt32} and name != '' and removed = 0
    limit {most:UInt64}
)
"""

KEPT = """
select 1 from kept final
where site = {site:UInt32} and brought = {retained:Int64} and removed = 0 limit 1
"""


async def newest_limits(engine: ClickHouse) -> dict[int, Limit]:
    """What the log has said of each site last. Raises Refused, Away."""
    return {site: Limit(site, *said) for site, *said in await engine.rows(NEWEST_LIMITS)}


async def any_old_event(engine: ClickHouse, limit: Limit) -> bool:
    """Whether there is one. Raises Refused, Away."""
    return bool(await engine.rows(ANY, limit.bounds))


async def old_events(engine: ClickHouse, limit: Limit) -> int:
    """How many events would go. Raises Refused, Away."""
    [[events]] = await engine.rows(COUNT, limit.bounds)
    return int(events)


async def takes_most(engine: ClickHouse, site: int, events: int) -> bool:
    """Whether so many events are more than half of the site's. Raises Refused, Away."""
    [[found]] = await engine.rows(SO_MANY, {"site": site, "most": 2 * events})
    return int(found) < 2 * events


async def any_kept(engine: ClickHouse, site: int) -> bool:
    """Whether retention has left sums of the site's days. Raises Refused, Away."""
    return bool(await engine.rows(KEPT, {"site": site, "retained": RETAINED}))
