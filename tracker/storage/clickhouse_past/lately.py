"""What is filed of a shard's newest rows, as whoever takes the shard over learns it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Any

from tracker.domain.ids import COUNTER_BITS, SHARD_BITS
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse_past.filed_rows import MARK, SOON
from tracker.storage.clickhouse_past.refusing import for_now
from tracker.storage.processes.lately import Newcomers, SeenBeacon, SeenVisit, Since

WITHIN = 30.0  # seconds for one of them: hits wait meanwhile
DAY = 86_400_000  # ms
# An event's id says whose it is: the shard's writer has given it. A slice that was filed twice may
# stand there twice: nothing is counted here. What was removed has been there all the same.
OF_SHARD = """
from event where utc_day >= toDate({day:Int32}) and ms >= {at:Int64} and name != ''
    and cursor <= {upto:UInt64} and brought < 0
    and bitAnd(bitShiftRight(id, {bits:UInt8}), {most_shards:Int64}) = {shard:Int64}
"""
NEWEST_ID = "select max(id) " + OF_SHARD
RESETS = "select site, max(what) as upto from removal where kind = 'reset' group by site"
REMOVED = "select distinct site from removal where kind = 'site' order by site"
VISITS = (
    """
select visitor, visit, at from (
    select visitor, argMax(visit, cursor) as visit, argMax(ms, cursor) as at,
        max(cursor) as newest """
    + OF_SHARD
    + """ and name != 'test'
    group by visitor order by newest desc limit {most:UInt32}
) order by newest
"""
)
BEACONS = (
    """
select beacon, visit, page, at from (
    select beacon, visit, if(name = 'pageview', cursor, 0) as page, ms as at, cursor """
    + OF_SHARD
    + """ and beacon != 0
    order by cursor desc limit {most:UInt32}
) order by cursor
"""
)
NEWCOMERS = (
    """
select max(at), site, groupArray(visitor) from (
    select ms as at, site, visitor, cursor """
    + OF_SHARD
    + """ and is_new = 1
    order by ms desc limit {most:UInt32}
) e left join ("""
    + RESETS
    + """) r on r.site = e.site
where e.cursor > toUInt64(ifnull(r.upto, 0))
group by intDiv(at, 10000), site order by max(at)
"""
)


class FiledLately:
    """`Lately`, in ClickHouse."""

    def __init__(self, engine: ClickHouse) -> None:
        self._engine = engine

    async def mark(self, shard: int) -> int:
        with for_now():
            [[cursor]] = await self._engine.rows(MARK, {"shard": shard}, within=SOON)
        return int(cursor)

    async def newest_id(self, since: Since) -> int:
        with for_now():
            [[newest]] = await self._engine.rows(NEWEST_ID, _values(since), within=WITHIN)
        return int(newest or 0)

    async def resets(self) -> Sequence[tuple[int, int]]:
        with for_now():
            found = await self._engine.rows(RESETS, within=WITHIN)
        return [(site, upto) for site, upto in found]

    async def removed(self) -> Sequence[int]:
        with for_now():
            found = await self._engine.rows(REMOVED, within=WITHIN)
        return [site for (site,) in found]

    async def visits(self, since: Since, most: int) -> AsyncGenerator[Sequence[SeenVisit], None]:
        async with aclosing(self._parts(VISITS, since, most)) as parts:
            async for rows in parts:
                yield [SeenVisit(*row) for row in rows]

    async def beacons(self, since: Since, most: int) -> AsyncGenerator[Sequence[SeenBeacon], None]:
        async with aclosing(self._parts(BEACONS, since, most)) as parts:
            async for rows in parts:
                yield [SeenBeacon(*row) for row in rows]

    async def newcomers(self, since: Since, most: int) -> AsyncGenerator[Sequence[Newcomers], None]:
        async with aclosing(self._parts(NEWCOMERS, since, most)) as parts:
            async for rows in parts:
                yield [Newcomers(*row) for row in rows]

    async def _parts(
        self, sql: str, since: Since, most: int
    ) -> AsyncGenerator[list[list[Any]], None]:
        with for_now():
            values = _values(since) | {"most": most}
            async with aclosing(self._engine.parts(sql, values, WITHIN)) as parts:
                async for rows in parts:
                    yield rows


def _values(since: Since) -> dict[str, object]:
    of_id = {"bits": COUNTER_BITS, "most_shards": (1 << SHARD_BITS) - 1}
    return since._asdict() | {"day": since.at // DAY} | of_id
