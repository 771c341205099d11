"""A shard of the log in ClickHouse, as whoever holds the lease of filing it files it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import count

from tracker.domain.rows import Row
from tracker.services.sequencing.filer import Filer
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse.filing import Filing
from tracker.storage.processes.shard_log import ShardLog

OF_A_LEASE = 32  # bits: so many generations one holder may begin


class FiledEvents:
    """As processes/filing.py says, of one shard."""

    def __init__(self, engine: ClickHouse, shard: int, revision: int) -> None:
        generations = count(revision << OF_A_LEASE)
        self._filing = Filing(engine, shard, partial(next, generations))

    async def mark(self, _shard: int) -> int:
        return await self._filing.filed()

    async def file(self, _shard: int, rows: Sequence[Row]) -> None:
        await self._filing.file(rows)


async def file_shard(
    shard: int, log: ShardLog, engine: ClickHouse, now: Callable[[], int], revision: int
) -> None:
    """Until cancelled, as a role. `now`: ms, UTC. `revision`: of the lease."""
    filed = FiledEvents(engine, shard, revision)
    await Filer(shard, log, filed, now).run(revision)
