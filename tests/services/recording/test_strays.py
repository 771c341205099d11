"""Leaves whose pageview came before all that is remembered."""

import asyncio
from collections.abc import Callable, Sequence

import pytest

from tests.eventually import eventually
from tests.making import NOON, event, leave
from tests.memory_log import MemoryLog
from tracker.domain.rows import HIDDEN, OfPageview, Pageview
from tracker.services.background import beside
from tracker.services.recording import strays as module
from tracker.services.recording.entries import Entry, Outcome
from tracker.services.recording.strays import Strays
from tracker.storage.file.errors import ReadTooSlow

HOUR = 3_600_000


class Log(MemoryLog):
    """`failing` is raised instead; without `gate` nothing is found yet."""

    def __init__(self) -> None:
        super().__init__()
        self.failing: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()

    async def pageviews(self, late: Sequence[OfPageview]) -> dict[int, Pageview]:
        await self.gate.wait()
        if self.failing:
            raise self.failing
        return await super().pageviews(late)


@pytest.fixture
def log() -> Log:
    return Log()


class Taken:
    """Entries that were found, and what the others were answered, in order."""

    def __init__(self, log: Log) -> None:
        self.found: list[Entry] = []
        self.answers: list[Outcome] = []
        self.strays = Strays(log, self.found.append)

    def take(self, *beacons: int, at: int = NOON + HOUR) -> None:
        answer: Callable[[Outcome], None] = self.answers.append
        rows = [leave(HIDDEN, beacon=beacon, visit=0, at=at) for beacon in beacons]
        self.strays.take([Entry(row, answer, 0.0) for row in rows])

    @property
    def over(self) -> int:
        return len(self.found) + len(self.answers)


async def test_what_the_log_has_is_found_and_the_rest_acknowledged(log: Log) -> None:
    await log.append([event(1, beacon=5, visit=7), event(2, beacon=6, name="Order")])
    taken = Taken(log)
    async with beside(taken.strays.run):
        taken.take(5, 6, 9)
        await eventually(lambda: taken.over == 3)
    [found] = taken.found
    assert isinstance(found.row, OfPageview)
    assert (found.row.page, found.row.visit) == (Pageview(7, 1, NOON), 7)
    assert taken.answers == [Outcome.STORED] * 2


async def test_a_database_that_is_busy_is_said(log: Log) -> None:
    taken, log.failing = Taken(log), ReadTooSlow("interrupted")
    async with beside(taken.strays.run):
        taken.take(5)
        await eventually(lambda: taken.over == 1)
        log.failing = None
        taken.take(9)
        await eventually(lambda: taken.over == 2)
    assert taken.answers == [Outcome.BUSY, Outcome.STORED]


async def test_more_than_may_wait_are_sent_away(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    taken = Taken(log)
    taken.take(1, 2, 3, 4, 5)
    assert taken.answers == [Outcome.BUSY] * 2


async def test_at_the_end_whoever_waits_hears_of_it(log: Log) -> None:
    taken = Taken(log)
    log.gate.clear()
    async with beside(taken.strays.run):
        taken.take(1, 2)
        await asyncio.sleep(0.01)
    assert taken.answers == [Outcome.BUSY] * 2
