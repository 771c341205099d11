"""Sums of days as whoever files a shard has them made, and what is needed no more."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tracker.storage.clickhouse.cleaning import erase_removed, forget_old_sums
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse.rolling import days_to_roll, roll
from tracker.storage.clickhouse_reports.open_days import keep_at_hand

STALE = "select site, day from rolled final where state != 1 order by site, day"


class ClickHouseSumming:
    """Of one shard. `generation`: the same that filing has, under the same lease. All raise
    Refused, Away."""

    def __init__(self, engine: ClickHouse, shard: int, generation: Callable[[], int]) -> None:
        self._engine = engine
        self._shard = shard
        self.generation = generation

    async def stale(self) -> list[tuple[int, int]]:
        """Sites and days whose sums do not stand any more, or were broken off."""
        return [(site, day) for site, day in await self._engine.rows(STALE)]

    async def days_to_sum(self, site_id: int, zone: str, now: int) -> list[int]:
        """Those that are over at `now`, ms UTC."""
        return await days_to_roll(self._engine, site_id, zone, now)

    async def sum_up(self, site_id: int, zone: str, days: Sequence[int]) -> None:
        """The sums of these days."""
        await roll(self._engine, site_id, zone, days, self.generation)

    async def keep_at_hand(self, site_id: int, zone: str, now: int) -> bool:
        """The site's visits of days that are not over; False where it is too small for that."""
        return await keep_at_hand(self._engine, self._shard, site_id, zone, now)

    async def clean(self, before: int, is_ours: Callable[[int], bool]) -> None:
        """Of our sites: what was removed, and sums below `before` that do not stand."""
        await erase_removed(self._engine, is_ours)
        await forget_old_sums(self._engine, before, is_ours)
