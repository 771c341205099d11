"""Up to where everything is there, and when that was."""

from __future__ import annotations

from tracker.storage.clickhouse.client import ClickHouse

MARK = "select max(cursor) from mark where shard = {shard:UInt32}"
NEWEST = """
select max(ms) from event where site = {site:UInt32}
    and utc_day = (select max(utc_day) from event where site = {site:UInt32})
"""


async def filed(engine: ClickHouse, shard: int) -> int:
    """The cursor up to which the shard's rows are there; 0 at first. Raises Refused, Away."""
    [[cursor]] = await engine.rows(MARK, {"shard": shard})
    return int(cursor)


async def newest_of(engine: ClickHouse, site: int) -> int:
    """When the site's newest event was, ms UTC; 0 where there is none. Raises Refused, Away."""
    [[at]] = await engine.rows(NEWEST, {"site": site})
    return int(at)
