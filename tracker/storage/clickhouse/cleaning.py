"""What is needed no more goes for good: rows that were removed, and sums of generations that others
have followed. For a night: it rewrites parts of tables."""

from __future__ import annotations

from tracker.storage.clickhouse.client import ClickHouse

# A row's key, with whatever has been told of it: that it was removed, too.
REMOVED = """
alter table event delete where site = {site:UInt32} and (utc_day, visit, cursor) in (
    select utc_day, visit, cursor from event where site = {site:UInt32} and removed = 1
) settings mutations_sync = 1
"""
REMOVED_SUMS = """
alter table kept delete where site = {site:UInt32} and (day, cursor) in (
    select day, cursor from kept where site = {site:UInt32} and removed = 1
) settings mutations_sync = 1
"""
WITH_REMOVED = """
select distinct site from event where removed = 1
union distinct select distinct site from kept where removed = 1
"""
# Those that a reader may have begun with are as young as the newest ones: `before` says which stay.
OLD = (
    "alter table visit delete where gen < {before:UInt64} and (site, day, gen) not in"
    " (select site, day, gen from rolled final) settings mutations_sync = 1",
    "alter table day_total delete where gen < {before:UInt64} and (site, day, gen) not in"
    " (select site, day, gen from rolled final) settings mutations_sync = 1",
    "alter table hour_total delete where gen < {before:UInt64} and (site, day, gen) not in"
    " (select site, day, gen from rolled final) settings mutations_sync = 1",
    "alter table day_visit delete where gen < {before:UInt64} and (site, day, gen) not in"
    " (select site, day, gen from rolled final) settings mutations_sync = 1",
    "alter table day_event delete where gen < {before:UInt64} and (site, day, gen) not in"
    " (select site, day, gen from rolled final) settings mutations_sync = 1",
)


async def erase_removed(engine: ClickHouse) -> int:
    """What the log has removed is on no disk any more; of how many sites there was some. Raises
    Refused, Away."""
    sites = await engine.rows(WITH_REMOVED)
    for (site,) in sites:
        await engine.run(REMOVED, {"site": site})
        await engine.run(REMOVED_SUMS, {"site": site})
    return len(sites)


async def forget_old_sums(engine: ClickHouse, before: int) -> None:
    """Those of generations below `before` that do not stand. Raises Refused, Away."""
    for statement in OLD:
        await engine.run(statement, {"before": before})
