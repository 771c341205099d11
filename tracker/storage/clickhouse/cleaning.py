"""What is needed no more goes for good: rows that were removed, all that was there of a site that
is no more, and sums of generations that others have followed. For a night: it rewrites parts of
tables."""

from __future__ import annotations

from collections.abc import Callable

from tracker.storage.answers.asked import numbers
from tracker.storage.clickhouse.client import ClickHouse

NIGHT = 3_600.0  # seconds for one of them
# A row's key, with whatever has been told of it: that it was removed, too. What was told of a day
# whose visits are too old goes with it, also where its pageview never came.
REMOVED = """
alter table event delete where site = {site:UInt32} and (
    (utc_day, visit, cursor) in (
        select utc_day, visit, cursor from event where site = {site:UInt32} and removed = 1
    ) or (utc_day < toDate(intDiv({before:Int64}, 86400000)) and cursor < {upto:UInt64})
) settings mutations_sync = 1
"""
REMOVED_REACH = """
alter table reach delete where site = {site:UInt32} and last < {before:Int64}
settings mutations_sync = 1
"""
REMOVED_SUMS = """
alter table kept delete where site = {site:UInt32} and (day, cursor) in (
    select day, cursor from kept where site = {site:UInt32} and removed = 1
) settings mutations_sync = 1
"""
# With the time before which its visits are too old, as the log has said it last.
WITH_REMOVED = """
select s.site, a.before, a.upto from (
    select distinct site from event where removed = 1
    union distinct select distinct site from kept where removed = 1
) s left join (
    select site, max(what) as before, max(cursor) as upto from removal where kind = 'age'
    group by site
) a on a.site = s.site
"""
TABLES = (
    *("event", "kept", "reach", "longest", "rolled", "visit", "day_total", "hour_total"),
    *("day_visit", "day_event", "touched_visit", "open_visit", "open_day"),
)
SUMMED = ("visit", "day_total", "hour_total", "day_visit", "day_event")
WITH_SUMS = "select distinct site from rolled"


def _of_site(table: str) -> str:
    return f"alter table {table} delete where site = {{site:UInt32}} settings mutations_sync = 1"


def _left_of_sites() -> str:
    known = " union distinct ".join(f"select distinct site from {table}" for table in TABLES)
    return f"select distinct site from removal where kind = 'site' and site in ({known})"


def _old(table: str, sites: str) -> str:
    """Those that a reader may have begun with are as young as the newest ones: `before` says which
    stay."""
    return (
        f"alter table {table} delete where site in ({sites}) and gen < {{before:UInt64}}"
        " and (site, day, gen) not in (select site, day, gen from rolled final)"
        " settings mutations_sync = 1"
    )


def anyones(_site: int) -> bool:
    """Of all sites."""
    return True


async def erase_removed(engine: ClickHouse, is_ours: Callable[[int], bool] = anyones) -> int:
    """What the log has removed is on no disk any more; of how many sites there was some. Raises
    Refused, Away."""
    gone = [site for (site,) in await engine.rows(_left_of_sites(), within=NIGHT) if is_ours(site)]
    for site in gone:
        for table in TABLES:
            await engine.run(_of_site(table), {"site": site}, within=NIGHT)
    others = [row for row in await engine.rows(WITH_REMOVED, within=NIGHT) if is_ours(row[0])]
    for site, before, upto in others:
        aged = {"site": site, "before": before or 0, "upto": upto or 0}
        await engine.run(REMOVED, aged, within=NIGHT)
        await engine.run(REMOVED_SUMS, {"site": site}, within=NIGHT)
        await engine.run(REMOVED_REACH, {"site": site, "before": before or 0}, within=NIGHT)
    return len(gone) + len(others)


async def forget_old_sums(
    engine: ClickHouse, before: int, is_ours: Callable[[int], bool] = anyones
) -> None:
    """Those of generations below `before` that do not stand: generations of other sites are those
    of another lease. Raises Refused, Away."""
    found = await engine.rows(WITH_SUMS, within=NIGHT)
    if not (ours := [site for (site,) in found if is_ours(site)]):
        return  # an empty list of sites is none that may be looked in
    for table in SUMMED:
        await engine.run(_old(table, numbers(ours)), {"before": before}, within=NIGHT)
