"""From the log to where it is asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from tests.engines.memory_filing import MemoryFiling
from tests.engines.memory_shard_log import MemoryShardLog
from tests.eventually import A_MOMENT, PATIENCE, eventually
from tests.making import NOON, event
from tracker.domain.rows import Row
from tracker.domain.shard_cursors import cursor_in, message_with
from tracker.services.background import put_to_an_end
from tracker.services.sequencing import filer as module
from tracker.services.sequencing.filer import KEPT, PURGE_EVERY, Filer
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.processes.shard_log import Position


class Clock:
    now = NOON

    def __call__(self) -> int:
        return self.now


class Filing(MemoryFiling):
    """`away`: so many slices are refused, after a row of each was filed."""

    away = 0

    async def file(self, shard: int, rows: list[Row]) -> None:
        if self.away:
            self.away -= 1
            self.rows[shard][rows[0].cursor] = rows[0]
            raise RefusesForNow("away")
        await super().file(shard, rows)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def log(clock: Clock) -> MemoryShardLog:
    return MemoryShardLog(now=clock)


@pytest.fixture
def filing() -> Filing:
    return Filing()


async def append(log: MemoryShardLog, number: int) -> list[Row]:
    stands = await log.newest(0)
    rows: list[Row] = [event(each) for each in range(number)]
    for each, row in enumerate(rows, 1):
        row.cursor = cursor_in(message_with(stands.cursor) + 1, each)
    await log.append(0, rows, Position(stands.cursor, stands.taken + 1), "a")
    return rows


@asynccontextmanager
async def working(
    log: MemoryShardLog, filing: MemoryFiling, clock: Clock, every: float = 0.001
) -> AsyncIterator[Filer]:
    filer = Filer(0, log, filing, clock, every)
    task = asyncio.create_task(filer.run(1))
    try:
        yield filer
    finally:
        await put_to_an_end(task)


async def test_rows_are_filed_in_order_and_the_mark_behind_them(
    log: MemoryShardLog, filing: Filing, clock: Clock
) -> None:
    rows = await append(log, 5)
    async with working(log, filing, clock):
        await eventually(lambda: len(filing.rows[0]) == 5)
        rows += await append(log, 3)
        await eventually(lambda: len(filing.rows[0]) == 8)
        await eventually_marked(filing, rows[-1].cursor)
    assert list(filing.rows[0].values()) == rows


async def eventually_marked(filing: Filing, cursor: int) -> None:
    async def marked() -> bool:
        return await filing.mark(0) == cursor

    await eventually(marked)


async def test_filing_goes_on_behind_the_mark(
    log: MemoryShardLog, filing: Filing, clock: Clock
) -> None:
    first = await append(log, 5)
    await filing.file(0, first[:3])
    async with working(log, filing, clock):
        await eventually_marked(filing, first[-1].cursor)
    assert filing.slices == [3, 2]


async def test_what_comes_within_a_moment_is_filed_together(
    log: MemoryShardLog, filing: Filing, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 6)
    async with working(log, filing, clock, every=60):
        for number in (1, 2, 3):
            await append(log, number)
            await asyncio.sleep(0)
        await eventually(lambda: filing.slices)
    assert filing.slices == [6]


async def test_a_slice_is_no_larger_than_it_may(
    log: MemoryShardLog, filing: Filing, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 4)
    for _ in range(5):
        await append(log, 2)
    async with working(log, filing, clock, every=60):
        await eventually(lambda: sum(filing.slices) == 10)
    assert filing.slices == [4, 4, 2]


async def test_an_engine_that_is_away_is_given_the_same_again(
    log: MemoryShardLog, filing: Filing, clock: Clock
) -> None:
    filing.away = 3
    rows = await append(log, 4)
    async with working(log, filing, clock):
        await eventually_marked(filing, rows[-1].cursor)
    assert list(filing.rows[0].values()) == rows


async def test_the_log_keeps_for_three_days_what_is_filed(
    log: MemoryShardLog, filing: Filing, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOOKS", 0.001)
    async with working(log, filing, clock) as filer:
        old = await append(log, 2)
        await eventually_marked(filing, old[-1].cursor)
        clock.now += KEPT
        kept = await append(log, 2)
        await eventually_marked(filing, kept[-1].cursor)
        await eventually(lambda: filer._purged == clock.now)
        assert log.kept[0].oldest == 1
        clock.now += 1
        newest = await append(log, 1)
        await eventually_marked(filing, newest[-1].cursor)
        await asyncio.sleep(A_MOMENT)
        assert log.kept[0].oldest == 1  # not looked at again so soon
        clock.now += PURGE_EVERY
        await eventually(lambda: log.kept[0].oldest == 2)


async def test_a_log_that_is_nearly_full_lets_go_what_is_filed(
    log: MemoryShardLog, filing: Filing, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing else, and no more than it has to: before its three days are over."""
    monkeypatch.setattr(module, "LOOKS", 0.001)
    log.most = 6
    filing.away = 1_000_000
    for _ in range(8):
        await append(log, 1)
    async with working(log, filing, clock) as filer:
        await eventually(lambda: filer._purged)
        await asyncio.sleep(A_MOMENT)
        assert log.kept[0].oldest == 1
        filing.away = 0
        await eventually(lambda: log.kept[0].oldest == 5)
        await asyncio.sleep(A_MOMENT)
    assert list(log.kept[0].kept) == [5, 6, 7, 8]


async def test_what_the_log_has_lost_is_no_quiet_matter_and_stops_nobody(
    log: MemoryShardLog, filing: Filing, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """What follows it would be lost, too."""
    filed = await append(log, 2)
    for _ in range(2):
        await append(log, 2)
    kept = await append(log, 2)
    await filing.file(0, filed)
    log.kept[0].purge(3)
    async with working(log, filing, clock):
        await eventually_marked(filing, kept[-1].cursor)
        later = await append(log, 1)
        await eventually_marked(filing, later[-1].cursor)
    assert list(filing.rows[0].values()) == [*filed, *kept, *later]
    assert f"Shard 0 has lost what came behind cursor {filed[-1].cursor}" in caplog.text


async def test_it_ends_though_an_engine_swallows_that_it_was_told_to(
    log: MemoryShardLog, filing: Filing, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def follow(shard: int, after: int):
        waiting.set()
        while True:
            with suppress(asyncio.CancelledError):
                await asyncio.Event().wait()
            yield [event(1)]

    waiting = asyncio.Event()
    monkeypatch.setattr(log, "follow", follow)
    task = asyncio.create_task(Filer(0, log, filing, clock).run(1))
    await waiting.wait()
    task.cancel()
    await asyncio.wait({task}, timeout=PATIENCE)
    assert task.cancelled()
