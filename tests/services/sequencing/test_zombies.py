"""Who was stopped for hours, and goes on where they were: others have done the work meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial

import aiohttp
import pytest

from tests.engines.memory_filing import MemoryFiling
from tests.engines.memory_inbox import MemoryInbox
from tests.engines.memory_leases import MemoryLeases
from tests.engines.memory_shard_log import MemoryShardLog
from tests.eventually import PATIENCE, eventually
from tests.making import NOON, event
from tests.services.sequencing.making import hit
from tracker.domain.events import Event
from tracker.domain.rows import AgeRemoval, Row, VisitRemoval
from tracker.domain.shard_cursors import cursor_in, message_with
from tracker.services.background import put_to_an_end
from tracker.services.erasing.records import fenced
from tracker.services.sequencing import filed_shard
from tracker.services.sequencing.filed_shard import FiledShard, Sites
from tracker.services.sequencing.filer import Filer
from tracker.services.sequencing.held import Held
from tracker.services.sequencing.jobs import once
from tracker.services.sequencing.roles import holding
from tracker.services.sequencing.shard_sequencer import ShardSequencer
from tracker.storage.clickhouse.cleaning import erase_removed
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse.marks import filed
from tracker.storage.file.errors import Fenced
from tracker.storage.processes.leases import Lease
from tracker.storage.processes.shard_log import Position

A_DAY = 86_400


class Clock:
    """`at`: seconds of the clock that nobody sets."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at

    def now(self) -> int:
        """ms, UTC."""
        return NOON + int(self.at * 1000)

    def lease(self, revision: int) -> Lease:
        return Lease(revision, self, self.at + 5)


class StoppedLog(MemoryShardLog):
    """Whoever appends is stopped, until `goes_on`."""

    def __init__(self, log: MemoryShardLog) -> None:
        super().__init__()
        self.kept = log.kept
        self.stopped, self.goes_on = asyncio.Event(), asyncio.Event()

    async def append(self, shard: int, rows: Sequence[Row], at: Position, by: str) -> Position:
        self.stopped.set()
        await self.goes_on.wait()
        return await super().append(shard, rows, at, by)


async def test_one_that_writes_a_shard_is_fenced_by_the_log(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tracker.services.sequencing.shard_sequencer.PURGE_EVERY", 1)
    clock, inbox, log, filing = Clock(), MemoryInbox(), MemoryShardLog(), MemoryFiling()
    stopped = StoppedLog(log)

    def sequencing(its: MemoryShardLog, name: str) -> asyncio.Task[None]:
        sequencer = ShardSequencer(0, inbox, its, name, clock.now, b"", filing)
        return asyncio.create_task(sequencer.run(1))

    def beacons() -> list[int]:
        rows = [row for message in log.kept[0].kept.values() for row in message.rows]
        return [row.beacon for row in rows if isinstance(row, Event)]

    zombie = sequencing(stopped, "zombie")
    await inbox.put(0, [hit(beacon=1)], PATIENCE)
    await stopped.stopped.wait()
    clock.at += A_DAY
    other = sequencing(log, "other")
    await eventually(lambda: beacons() == [1])
    await inbox.put(0, [hit(2, clock.now(), beacon=2)], PATIENCE)
    await eventually(lambda: beacons() == [1, 2])
    stopped.goes_on.set()
    with pytest.raises(Fenced):
        await asyncio.wait_for(zombie, PATIENCE)
    await inbox.put(0, [hit(2, clock.now(), beacon=3)], PATIENCE)
    await eventually(lambda: beacons() == [1, 2, 3])
    await put_to_an_end(other)


class StoppedEngine(ClickHouse):
    """Whoever is about to file events is stopped, until `goes_on`."""

    def __init__(self, engine: ClickHouse) -> None:
        super().__init__(engine._session, engine._url, engine._known, "zombie")
        self.stopped, self.goes_on = asyncio.Event(), asyncio.Event()

    async def _sent(
        self, known: Mapping[str, str], body: bytes | aiohttp.FormData, within: float
    ) -> bytes:
        if known.get("query", "").startswith("insert into event "):
            self.stopped.set()
            await self.goes_on.wait()
        return await super()._sent(known, body, within)


async def test_one_that_files_brings_nothing_back_that_was_erased(
    clickhouse: ClickHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filed_shard, "Filer", partial(Filer, every=0.001))
    clock, log, engine = Clock(), MemoryShardLog(), StoppedEngine(clickhouse)

    async def append(row: Row) -> None:
        at = (await log.newest(0)).cursor
        row.cursor = cursor_in(message_with(at) + 1, 1)
        await log.append(0, [row], Position(at, 0), "ada")

    async def is_filed() -> bool:
        return await filed(clickhouse, 0) >= (await log.newest(0)).cursor

    def filing(its: ClickHouse, lease: Lease) -> asyncio.Task[None]:
        shard = FiledShard(0, log, its, Sites(dict, lambda _: 0), clock.now)
        return asyncio.create_task(shard.run(lease))

    await append(event(1, visit=7))
    lease = clock.lease(1)
    zombie = filing(engine, lease)
    await engine.stopped.wait()
    clock.at += A_DAY
    other = filing(clickhouse, clock.lease(2))
    await eventually(is_filed)
    await append(VisitRemoval(1, NOON, 7))
    await eventually(is_filed)
    assert await erase_removed(clickhouse) == 1
    lease.is_lost()  # which it hears once it goes on
    engine.goes_on.set()
    with pytest.raises(ExceptionGroup) as ended:
        await asyncio.wait_for(zombie, PATIENCE)
    assert ended.group_contains(Fenced)
    await put_to_an_end(other)
    assert await clickhouse.rows("select visit from event") == []


async def test_what_is_done_once_is_not_recorded_by_one_that_was_stopped() -> None:
    """The sums of what was erased would count twice."""
    leases, held, recorded = MemoryLeases(), Held(), list[Row]()
    removal = AgeRemoval(1, NOON, NOON)

    async def record(rows: Sequence[Row]) -> None:
        recorded.extend(rows)

    leaves = fenced(record, held.check)
    with pytest.raises(Fenced):
        await leaves([removal])
    async with holding(leases, {"jobs": once(held)}):
        await eventually(lambda: recorded_by(leaves, removal))
        assert recorded == [removal]
        leases.time += A_DAY
        going = asyncio.create_task(leaves([removal]))
        leases.lapses("jobs")
        with pytest.raises(Fenced):
            await going
        await eventually(lambda: recorded_by(leaves, removal))
    assert recorded == [removal] * 2


async def recorded_by(leaves, row: Row) -> bool:
    try:
        await leaves([row])
    except Fenced as error:
        raise AssertionError(error) from error
    return True
