"""What pages say of a site's events as a whole."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse_past.refusing import for_now
from tracker.storage.dictionary.seen_names import LOOKED_AT
from tracker.storage.log.totals import MOST_COUNTED

# Of the first day alone: the table is in the order of days.
FIRST_DAY = """
select toInt32(utc_day) from event final
where site = {site:UInt32} and name != '' and removed = 0 order by site, utc_day limit 1
"""
FIRST_AT = """
select min(ms) from event final
where site = {site:UInt32} and utc_day = toDate({day:Int32}) and name != '' and removed = 0
"""
STORED = """
select count() from (
    select 1 from event final
    where site = {site:UInt32} and name != '' and removed = 0 limit {most:UInt32}
)
"""
SEEN = """
select distinct said from (
    select toString(name) as said from event final
    where site = {site:UInt32} and name != '' and removed = 0
    order by site desc, utc_day desc limit {most:UInt32}
)
where said not in ('pageview', 'test') order by said limit 100
"""


class FiledFacts:
    """As SiteFacts says, as far as is filed. `has_visits`: also of what is not. Raises
    RefusesForNow."""

    def __init__(self, engine: ClickHouse, has_visits: Callable[[int], Awaitable[bool]]) -> None:
        self._engine = engine
        self._has_visits = has_visits

    async def has_visits(self, site_id: int) -> bool:
        return await self._has_visits(site_id)

    async def first_at(self, site_id: int) -> int | None:
        with for_now():
            days = await self._engine.rows(FIRST_DAY, {"site": site_id})
            if not days:
                return None
            [[at]] = await self._engine.rows(FIRST_AT, {"site": site_id, "day": days[0][0]})
        return int(at)

    async def stored_events(self, site_id: int) -> int:
        with for_now():
            known = {"site": site_id, "most": MOST_COUNTED + 1}
            [[events]] = await self._engine.rows(STORED, known)
        return int(events)

    async def seen_names(self, site_id: int) -> list[str]:
        with for_now():
            found = await self._engine.rows(SEEN, {"site": site_id, "most": LOOKED_AT})
        return [name for (name,) in found]
