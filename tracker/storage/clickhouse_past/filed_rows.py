"""What is filed of the log, as open views ask for it."""

from __future__ import annotations

from collections.abc import Collection
from heapq import merge

from tracker.domain.events import Event
from tracker.domain.filters import Conditions
from tracker.domain.rows import Row
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse_past.met import visits_met
from tracker.storage.clickhouse_past.past_events import (
    events_after,
    events_before,
    visit_events,
)
from tracker.storage.clickhouse_past.refusing import for_now
from tracker.storage.clickhouse_past.removals import removals_after
from tracker.storage.clickhouse_past.totals import has_visits, quarters
from tracker.storage.log.totals import Quarter
from tracker.storage.processes.older import Around

SOON = 2.0  # seconds for an answer: who waits for it has what the shard holds
MARK = "select max(cursor) from mark where shard = {shard:UInt32}"


class FiledRows:
    """`Older`, in ClickHouse. All of it raises RefusesForNow."""

    def __init__(self, engine: ClickHouse) -> None:
        self._engine = engine

    async def mark(self, shard: int) -> int:
        with for_now():
            [[cursor]] = await self._engine.rows(MARK, {"shard": shard}, within=SOON)
        return int(cursor)

    async def events_before(self, site_id: int, before: int, most: int) -> list[Event]:
        with for_now():
            return await events_before(self._engine, site_id, before, most)

    async def rows_after(self, site_id: int, cursor: int, upto: int, most: int) -> list[Row]:
        with for_now():
            events = await events_after(self._engine, site_id, cursor, upto, most)
            last = events[-1].cursor if len(events) == most else upto
            removals = await removals_after(self._engine, site_id, cursor, last, most)
        for each in removals:
            each.at = max((e.at for e in events if e.cursor < each.cursor), default=0)
        rows: list[Row] = [*merge(events, removals, key=lambda row: row.cursor)]
        return rows[:most]

    async def visit_events(
        self, site_id: int, visits: Collection[int], before: int, most: int
    ) -> list[Event]:
        with for_now():
            return await visit_events(self._engine, site_id, visits, before, most)

    async def met(
        self,
        site_id: int,
        asked: Conditions,
        around: Around,
        also: Collection[int],
        only: bool = False,
    ) -> dict[int, int]:
        with for_now():
            return await visits_met(self._engine, site_id, asked, around, also, only)

    async def quarters(self, site_id: int, start: int, end: int, upto: int) -> list[Quarter]:
        with for_now():
            return await quarters(self._engine, site_id, start, end, upto)

    async def has_visits(self, site_id: int) -> bool:
        with for_now():
            return await has_visits(self._engine, site_id)
