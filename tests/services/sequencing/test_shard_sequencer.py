"""From the inbox to the log, whatever happens on the way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from tests.engines.memory_filing import MemoryFiling
from tests.engines.memory_inbox import A_ROW, MemoryInbox
from tests.engines.memory_shard_log import MemoryShardLog
from tests.eventually import A_MOMENT, PATIENCE, eventually
from tests.making import NOON
from tests.services.sequencing.making import hit
from tracker.domain.events import Event
from tracker.domain.rows import Row
from tracker.domain.shard_cursors import cursor_in
from tracker.services.background import put_to_an_end
from tracker.services.sequencing import shard_sequencer
from tracker.services.sequencing.shard_sequencer import ShardSequencer, parts_of
from tracker.storage.file.errors import Fenced, RefusesForNow
from tracker.storage.processes.inbox import Taken
from tracker.storage.processes.shard_log import Position


class Log(MemoryShardLog):
    """`away`: so many calls are refused; half of the appends are stored all the same."""

    away = 0

    async def newest(self, shard: int) -> Position:
        self.is_away()
        return await super().newest(shard)

    async def append(self, shard, rows, at, by) -> Position:
        if self.away % 2 == 0:
            self.is_away()
        stands = await super().append(shard, rows, at, by)
        self.is_away()
        return stands

    def is_away(self) -> None:
        if self.away:
            self.away -= 1
            raise RefusesForNow("away")

    @property
    def rows(self) -> list[Row]:
        return [row for message in self.kept[0].kept.values() for row in message.rows]

    @property
    def beacons(self) -> list[int]:
        return [row.beacon for row in self.rows if isinstance(row, Event)]


@pytest.fixture
def inbox() -> MemoryInbox:
    return MemoryInbox()


@pytest.fixture
def log() -> Log:
    return Log(first=50)


@asynccontextmanager
async def sequencing(inbox: MemoryInbox, log: Log, name: str = "a") -> AsyncIterator[None]:
    sequencer = ShardSequencer(0, inbox, log, name, lambda: NOON, b"", MemoryFiling())
    task = asyncio.create_task(sequencer.run(1))
    try:
        yield
    finally:
        await put_to_an_end(task)


async def test_what_was_taken_comes_into_the_log(inbox: MemoryInbox, log: Log) -> None:
    await inbox.put(0, [hit(beacon=1), hit(beacon=2)], PATIENCE)
    async with sequencing(inbox, log):
        await eventually(lambda: log.beacons == [1, 2])
        await inbox.put(0, [hit(beacon=3)], PATIENCE)
        await eventually(lambda: log.beacons == [1, 2, 3])
    first, second, third = log.rows
    assert (first.cursor, second.cursor) == (cursor_in(50, 1), cursor_in(50, 2))
    assert third.cursor == cursor_in(51, 1)
    assert await log.newest(0) == (third.cursor, 2)


async def test_who_comes_next_goes_on_where_the_log_stands(inbox: MemoryInbox, log: Log) -> None:
    for beacon in range(1, 5):
        async with sequencing(inbox, log, f"{beacon}"):
            await inbox.put(0, [hit(beacon=beacon), hit(beacon=max(beacon - 1, 1))], PATIENCE)
            await eventually(lambda: log.beacons == list(range(1, beacon + 1)))  # noqa: B023
    assert len({row.visit for row in log.rows}) == 1


async def test_repetitions_alone_write_nothing_and_stop_nothing(
    inbox: MemoryInbox, log: Log
) -> None:
    async with sequencing(inbox, log):
        await inbox.put(0, [hit(beacon=1)], PATIENCE)
        await eventually(lambda: log.beacons == [1])
        await inbox.put(0, [hit(beacon=1)], PATIENCE)
        await asyncio.sleep(A_MOMENT)
        assert (await log.newest(0)).taken == 1
        await inbox.put(0, [hit(beacon=2)], PATIENCE)
        await eventually(lambda: log.beacons == [1, 2])
    assert (await log.newest(0)).taken == 3


@pytest.mark.parametrize("away", [1, 2, 3, 4])
async def test_an_engine_that_is_away_is_waited_for(
    inbox: MemoryInbox, log: Log, away: int
) -> None:
    async with sequencing(inbox, log):
        for beacon in (1, 2):
            log.away = away
            await inbox.put(0, [hit(beacon=beacon)], PATIENCE)
            await eventually(lambda: log.beacons == list(range(1, beacon + 1)))  # noqa: B023
            await eventually(lambda: not log.away)
    assert log.beacons == [1, 2]


async def test_that_it_waits_is_said(
    inbox: MemoryInbox, log: Log, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("tracker.services.sequencing.patience.LONGEST_PAUSE", 0.02)
    log.away = 3
    async with sequencing(inbox, log):
        await eventually(lambda: "Cannot take up the log yet: away" in caplog.text)


async def test_of_two_the_one_who_is_behind_ends(inbox: MemoryInbox, log: Log) -> None:
    sequencers = [
        ShardSequencer(0, inbox, log, name, lambda: NOON, b"", MemoryFiling()) for name in "ab"
    ]
    tasks = [asyncio.create_task(each.run(1)) for each in sequencers]
    await asyncio.sleep(0)
    await inbox.put(0, [hit(beacon=1)], PATIENCE)
    ended, going = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    [fenced], [alive] = ended, going
    assert isinstance(fenced.exception(), Fenced)
    await inbox.put(0, [hit(beacon=2)], PATIENCE)
    await eventually(lambda: log.beacons == [1, 2])
    await put_to_an_end(alive)


async def test_the_inbox_lets_go_what_is_in_the_log(
    inbox: MemoryInbox, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shard_sequencer, "PURGE_EVERY", 0.001)
    async with sequencing(inbox, log):
        for beacon in range(1, 4):
            await inbox.put(0, [hit(beacon=beacon)], PATIENCE)
            await eventually(lambda: not inbox.shards[0].kept)
    assert log.beacons == [1, 2, 3]


async def test_what_one_who_was_killed_has_left_in_the_inbox_goes(
    inbox: MemoryInbox, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though nothing comes: one that is full by that takes nothing more."""
    monkeypatch.setattr(shard_sequencer, "PURGE_EVERY", 3_600)
    await inbox.put(0, [hit(beacon=1)], PATIENCE)
    row = hit(beacon=1).row
    row.cursor = cursor_in(50, 1)
    await log.append(0, [row], Position((await log.newest(0)).cursor, 1), "killed")
    async with sequencing(inbox, log):
        await eventually(lambda: not inbox.shards[0].kept)


async def test_a_message_that_holds_nothing_stops_nobody(inbox: MemoryInbox, log: Log) -> None:
    async with sequencing(inbox, log):
        for arrivals in ([], [hit(beacon=1)]):
            await inbox.put(0, arrivals, PATIENCE)
        await eventually(lambda: log.beacons == [1])
    assert (await log.newest(0)).taken == 2


async def test_an_inbox_that_keeps_it_stops_nobody(
    inbox: MemoryInbox, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(shard: int, upto: int) -> None:
        tries.append((shard, upto))
        raise RefusesForNow("away")

    tries: list[tuple[int, int]] = []
    monkeypatch.setattr(shard_sequencer, "PURGE_EVERY", 0.001)
    monkeypatch.setattr(inbox, "purge", refuse)
    async with sequencing(inbox, log):
        for beacon in (1, 2):
            await inbox.put(0, [hit(beacon=beacon)], PATIENCE)
            await eventually(lambda: tries and tries[-1] == (0, beacon))  # noqa: B023
    assert log.beacons == [1, 2]


async def test_it_ends_though_an_engine_swallows_that_it_was_told_to(
    inbox: MemoryInbox, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As NATS' client does on Python 3.11, where a message comes at that very moment."""

    async def taken_after(shard: int, position: int):
        waiting.set()
        for number in range(1, 3):
            with suppress(asyncio.CancelledError):
                await asyncio.Event().wait()
            yield [Taken(number, [hit(beacon=number)], A_ROW)]

    waiting = asyncio.Event()
    monkeypatch.setattr(inbox, "taken_after", taken_after)
    task = asyncio.create_task(
        ShardSequencer(0, inbox, log, "a", lambda: NOON, b"", MemoryFiling()).run(1)
    )
    await waiting.wait()
    task.cancel()
    await asyncio.wait({task}, timeout=PATIENCE)
    assert task.cancelled()


@pytest.mark.parametrize(
    ("sizes", "parts"),
    [
        ([1], [1]),
        ([1_000, 1_000, 1], [2, 1]),
        ([3_000], [1]),
        ([3_000, 1, 3_000], [1, 1, 1]),
        ([500] * 9, [4, 4, 1]),
    ],
)
def test_a_message_of_the_log_has_no_more_rows_than_it_may(
    sizes: list[int], parts: list[int]
) -> None:
    messages = [Taken(number, [hit()] * size, 1) for number, size in enumerate(sizes)]
    found = list(parts_of(messages))
    assert [len(part) for part in found] == parts
    assert [message for part in found for message in part] == messages


def test_nor_more_bytes() -> None:
    messages = [Taken(number, [hit()], 300_000) for number in range(5)]
    assert [len(part) for part in parts_of(messages)] == [2, 2, 1]
    assert A_ROW < shard_sequencer.MOST_BYTES
