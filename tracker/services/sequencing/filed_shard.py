"""A shard of the log where it is asked for reports: filed, summed up behind that, and cleaned.

All of it is done by whoever holds the shard's lease of filing, so that each generation of sums is
greater than all before it, whoever has begun them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from typing import NamedTuple

from tracker.domain.rows import Row
from tracker.services.sequencing.cleaned_shard import CleanedShard
from tracker.services.sequencing.filer import Filer
from tracker.services.sequencing.open_days import OpenDays
from tracker.services.sequencing.summed_days import SummedDays, Zones
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse.filing import Filing
from tracker.storage.clickhouse_reports.summing import ClickHouseSumming
from tracker.storage.processes.leases import Lease
from tracker.storage.processes.shard_log import ShardLog

OF_A_LEASE = 32  # bits: so many generations one holder may begin


class Sites(NamedTuple):
    """`zones`: of all sites there are. `shard_of`: of a site, also of one that was deleted."""

    zones: Callable[[], Zones]
    shard_of: Callable[[int], int]


class FiledEvents:
    """As processes/filing.py says, of one shard."""

    def __init__(self, engine: ClickHouse, shard: int, generation: Callable[[], int]) -> None:
        self._filing = Filing(engine, shard, generation)

    async def mark(self, _shard: int) -> int:
        return await self._filing.filed()

    async def file(self, _shard: int, rows: Sequence[Row]) -> None:
        await self._filing.file(rows)


class FiledShard:
    """`now`: ms, UTC."""

    def __init__(
        self, shard: int, log: ShardLog, engine: ClickHouse, sites: Sites, now: Callable[[], int]
    ) -> None:
        self._shard = shard
        self._log = log
        self._engine = engine
        self._sites = sites
        self._now = now

    async def run(self, lease: Lease) -> None:
        """Until cancelled, as a role. Who was stopped while another has filed, removed and cleaned
        brings back nothing of that: the lease is asked before each statement."""
        generation = partial(next, count(lease.revision << OF_A_LEASE))
        engine = self._engine.behind(lease.check)
        filed = FiledEvents(engine, self._shard, generation)
        summing = ClickHouseSumming(engine, self._shard, generation)
        filer = Filer(self._shard, self._log, filed, self._now)
        over = SummedDays(summing, self._zones, filer.keeps_up, self._now)
        still = OpenDays(summing, self._zones, filer.keeps_up, self._now)
        async with asyncio.TaskGroup() as beside:
            beside.create_task(over.run())
            beside.create_task(still.run())
            beside.create_task(CleanedShard(summing, self._is_ours, self._now).run())
            await filer.run(lease.revision)

    def _zones(self) -> Zones:
        return {site: zone for site, zone in self._sites.zones().items() if self._is_ours(site)}

    def _is_ours(self, site: int) -> bool:
        return self._sites.shard_of(site) == self._shard
