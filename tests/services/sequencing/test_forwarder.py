"""From one process into the inbox of all, and the answer to the sender."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import pytest

from tests.engines.memory_inbox import MemoryInbox
from tests.eventually import PATIENCE, eventually
from tests.making import event, visitor
from tracker.domain.arrivals import Arrival
from tracker.domain.events import Event, Visitor
from tracker.services.recording import entries
from tracker.services.recording.entries import Outcome
from tracker.services.recording.waiting import BATCH
from tracker.services.recording.waiting import PATIENCE as FOUR_SECONDS
from tracker.services.sequencing import shard_way
from tracker.services.sequencing.forwarder import Forwarder
from tracker.services.sequencing.shard_way import UNDER_WAY
from tracker.storage.file.errors import Conflict, RefusesForNow


class Inbox(MemoryInbox):
    """`gate` holds puts up, `failing` is raised for batches that hold `poison`, or for all."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()
        self.gate.set()
        self.failing: Exception | None = None
        self.poison = 0
        self.under_way = self.most_under_way = 0
        self.within: list[float] = []

    async def put(self, shard: int, arrivals: Sequence[Arrival], within: float) -> None:
        self.within.append(within)
        self.under_way += 1
        self.most_under_way = max(self.under_way, self.most_under_way)
        await self.gate.wait()
        self.under_way -= 1
        if self.failing and (not self.poison or self.poison in beacons(arrivals)):
            raise self.failing
        await super().put(shard, arrivals, within)

    async def probe(self, shard: int) -> None:
        if self.failing and shard == 0:
            raise self.failing

    def stored(self, shard: int = 0) -> list[int]:
        return [each for batch in self.shards[shard].kept.values() for each in beacons(batch)]


def beacons(arrivals: Sequence[Arrival]) -> list[int]:
    return [each.row.beacon for each in arrivals if isinstance(each.row, Event)]


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@asynccontextmanager
async def forwarding(
    inbox: Inbox, clock: Callable[[], float], size: int = 9_999
) -> AsyncIterator[Forwarder]:
    forwarder = Forwarder(inbox, range(2), lambda site_id: site_id % 2, clock, size)
    task = asyncio.create_task(forwarder.run())
    try:
        yield forwarder
    finally:
        inbox.gate.set()
        forwarder.close()
        await asyncio.wait_for(task, PATIENCE)


def hit(beacon: int, who: Visitor | None = None) -> Event:
    return event(who=who or visitor(site_id=2), beacon=beacon)


async def test_a_sender_hears_after_its_hit_is_in_the_inbox(inbox: Inbox, clock: Clock) -> None:
    heard: list[tuple[Outcome, list[int]]] = []
    async with forwarding(inbox, clock) as forwarder:
        assert forwarder.submit(hit(5), lambda outcome: heard.append((outcome, inbox.stored())))
        assert forwarder.depth == 1
        await eventually(lambda: heard)
    assert heard == [(Outcome.STORED, [5])]


async def test_each_site_has_its_shard(inbox: Inbox, clock: Clock) -> None:
    heard: list[Outcome] = []
    async with forwarding(inbox, clock) as forwarder:
        for site in (1, 2, 3, 4):
            forwarder.submit(hit(site, visitor(site_id=site)), heard.append)
        await eventually(lambda: len(heard) == 4)
    assert (inbox.stored(0), inbox.stored(1)) == ([2, 4], [1, 3])


async def test_what_waits_goes_together_and_in_order(inbox: Inbox, clock: Clock) -> None:
    async with forwarding(inbox, clock) as forwarder:
        for beacon in range(1, 2 * BATCH):
            forwarder.submit(hit(beacon), lambda _: None)
    assert [len(batch) for batch in inbox.shards[0].kept.values()] == [BATCH, BATCH - 1]
    assert inbox.stored() == list(range(1, 2 * BATCH))


async def test_a_few_batches_are_under_way_at_once(inbox: Inbox, clock: Clock) -> None:
    inbox.gate.clear()
    heard: list[Outcome] = []
    async with forwarding(inbox, clock) as forwarder:
        for beacon in range(6 * BATCH):
            forwarder.submit(hit(beacon + 1), heard.append)
        await eventually(lambda: inbox.under_way == UNDER_WAY)
        assert forwarder.depth == 2 * BATCH
        inbox.gate.set()
        await eventually(lambda: len(heard) == 6 * BATCH)
    assert inbox.most_under_way == UNDER_WAY
    assert set(heard) == {Outcome.STORED}


async def test_who_was_taken_hears_within_four_seconds(inbox: Inbox, clock: Clock) -> None:
    heard: list[Outcome] = []
    inbox.gate.clear()
    async with forwarding(inbox, clock) as forwarder:
        for beacon in range(UNDER_WAY * BATCH):
            forwarder.submit(hit(beacon + 1), lambda _: None)
        await eventually(lambda: inbox.under_way == UNDER_WAY)
        forwarder.submit(hit(9_999), heard.append)
        clock.now += FOUR_SECONDS + 0.1
        forwarder.submit(hit(10_000), heard.append)
        inbox.gate.set()
        await eventually(lambda: len(heard) == 2)
        assert heard == [Outcome.BUSY, Outcome.STORED]
        clock.now += 1
        forwarder.submit(hit(10_001), heard.append)
        await eventually(lambda: len(heard) == 3)
    assert inbox.within == [FOUR_SECONDS] * (UNDER_WAY + 2)
    assert 9_999 not in inbox.stored()


@pytest.mark.parametrize("error", [RefusesForNow("away"), RefusesForNow("full")])
async def test_an_inbox_that_refuses_makes_its_senders_come_again(
    inbox: Inbox, clock: Clock, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[Outcome] = []
    async with forwarding(inbox, clock) as forwarder:
        inbox.failing = error
        forwarder.submit(hit(1), heard.append)
        await eventually(lambda: heard == [Outcome.BUSY])
        inbox.failing = None
        forwarder.submit(hit(2), heard.append)
        await eventually(lambda: heard == [Outcome.BUSY, Outcome.STORED])
    assert f"inbox of shard 0 refuses, nothing of 1 hits stored: {error}" in caplog.text


async def test_one_that_can_never_be_stored_does_not_spoil_its_neighbours(
    inbox: Inbox, clock: Clock
) -> None:
    heard: dict[int, Outcome] = {}
    inbox.failing, inbox.poison = Conflict("not that one"), 2
    async with forwarding(inbox, clock) as forwarder:
        for beacon in (1, 2, 3):
            forwarder.submit(
                hit(beacon), lambda outcome, beacon=beacon: heard.update({beacon: outcome})
            )
        await eventually(lambda: len(heard) == 3)
    assert heard == {1: Outcome.STORED, 2: Outcome.BAD, 3: Outcome.STORED}
    assert inbox.stored() == [1, 3]


async def test_an_error_that_nobody_expected_stops_nobody(
    inbox: Inbox, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[Outcome] = []
    inbox.failing, inbox.poison = ZeroDivisionError(), 2
    async with forwarding(inbox, clock) as forwarder:
        forwarder.submit(hit(2), heard.append)
        await eventually(lambda: heard == [Outcome.BUSY])
        forwarder.submit(hit(3), heard.append)
        await eventually(lambda: heard == [Outcome.BUSY, Outcome.STORED])
    assert "ZeroDivisionError" in caplog.text


async def test_what_was_taken_is_stored_before_it_ends(inbox: Inbox, clock: Clock) -> None:
    heard: list[Outcome] = []
    async with forwarding(inbox, clock) as forwarder:
        forwarder.submit(hit(1), heard.append)
    assert heard == [Outcome.STORED]
    assert not forwarder.submit(hit(2), heard.append)


async def test_a_full_queue_takes_no_more(inbox: Inbox, clock: Clock) -> None:
    async with forwarding(inbox, clock, size=2) as forwarder:
        assert forwarder.submit(hit(1), lambda _: None)
        assert forwarder.submit(hit(2), lambda _: None)
        assert not forwarder.submit(hit(3), lambda _: None)
        assert forwarder.submit(hit(4, visitor(site_id=1)), lambda _: None)


async def test_an_inbox_that_refuses_is_tried_though_nobody_comes(
    inbox: Inbox, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shard_way, "PROBE_EVERY", 0.01)
    async with forwarding(inbox, clock) as forwarder:
        assert not forwarder.trouble
        inbox.failing = RefusesForNow("away")
        forwarder.submit(hit(1), lambda _: None)
        await eventually(lambda: forwarder.trouble == "away")
        inbox.failing = RefusesForNow("full")
        await eventually(lambda: forwarder.trouble == "full")
        inbox.failing = None
        await eventually(lambda: not forwarder.trouble)


async def test_it_says_whether_it_is_at_work(inbox: Inbox, clock: Clock) -> None:
    inbox.gate.clear()
    async with forwarding(inbox, clock) as forwarder:
        await eventually(lambda: forwarder.alive)
        assert not forwarder.at_work
        forwarder.submit(hit(1), lambda _: None)
        assert forwarder.at_work
        await eventually(lambda: inbox.under_way == 1)
        assert forwarder.at_work
        inbox.gate.set()
        await eventually(lambda: not forwarder.at_work)
        assert forwarder.commits.rows == 1
    assert not forwarder.alive


async def test_a_row_of_our_own_is_brought_however_long_that_is_refused(
    inbox: Inbox, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "TRY_AGAIN", 0.01)
    async with forwarding(inbox, clock) as forwarder:
        inbox.failing = RefusesForNow("away")
        recording = asyncio.create_task(forwarder.record(hit(1)))
        await eventually(lambda: len(inbox.within) == 2)
        inbox.failing = None
        await recording
    assert inbox.stored() == [1]
