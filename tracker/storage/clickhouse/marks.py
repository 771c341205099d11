"""Up to where everything is there, and when that was; where a log that is made anew goes on."""

from __future__ import annotations

from tracker.storage.clickhouse.client import ClickHouse

MARK = "select max(cursor) from mark where shard = {shard:UInt32}"
MARKS = "select shard, max(cursor) from mark group by shard"
GENERATION = "select max(gen) from rolled"
MADE = """
select count() from system.tables where database = currentDatabase() and name in ('mark', 'rolled')
"""
BOTH = 2
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


async def marks(engine: ClickHouse) -> dict[int, int]:
    """Of all shards that have one; none where there are no tables yet. Raises Refused, Away."""
    return dict(await engine.rows(MARKS)) if await _are_made(engine) else {}


async def newest_generation(engine: ClickHouse) -> int:
    """The greatest that any sums have; 0 at first. Raises Refused, Away."""
    if not await _are_made(engine):
        return 0
    [[generation]] = await engine.rows(GENERATION)
    return int(generation)


async def _are_made(engine: ClickHouse) -> bool:
    [[made]] = await engine.rows(MADE)
    return bool(made == BOTH)
