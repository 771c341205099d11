"""Moments of the past and the last days' figures, of shards and of what is filed."""

from __future__ import annotations

import asyncio

import pytest

from tests.engines.memory_filing import MemoryFiling
from tests.engines.memory_older import MemoryOlder
from tests.engines.memory_shard_log import MemoryShardLog
from tests.making import NOON, event, leave
from tracker.domain.rows import HIDDEN, Row, VisitRemoval
from tracker.domain.shard_cursors import cursor_in
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.log.totals import QUARTER
from tracker.storage.past.stretch_rows import Stretch, StretchRows
from tracker.storage.processes.shard_log import Forgotten, Position
from tracker.storage.shared_log import shared_past as module
from tracker.storage.shared_log.shards import Shards
from tracker.storage.shared_log.shared_past import SharedPast
from tracker.storage.shared_log.shared_totals import SharedTotals

ALL = Stretch(NOON, NOON + 1_000)


class Filed:
    """What is filed, by its events' times."""

    def __init__(self, older: MemoryOlder) -> None:
        self.older = older
        self.events_between = self.so_many_back = self.day_curve = None

    async def next_event(self, site_id: int, at: int) -> int | None:
        events = await self.older.events_before(site_id, 1 << 60, 99)
        return min((each.at for each in events if each.at >= at), default=None)

    async def stretch_rows(
        self, site_id: int, stretch: Stretch, head: int, *, most: int, one_of: int = 1
    ) -> StretchRows:
        events = await self.older.events_before(site_id, head + 1, 99)
        found = [
            each
            for each in events
            if stretch.since <= each.at < stretch.until and each.visit % one_of == 0
        ]
        return StretchRows(found[:most], stretch.until, is_about=True)


class World:
    def __init__(self) -> None:
        self.time = NOON
        self.log, self.filing = MemoryShardLog(now=lambda: self.time), MemoryFiling()
        self.older = MemoryOlder(self.filing)
        steady = asyncio.get_running_loop().time
        self.shards = Shards(self.log, self.older, lambda _: 0, steady)
        self.past = SharedPast(self.shards, Filed(self.older))
        self.totals = SharedTotals(self.shards)
        self.rows: list[Row] = []

    async def append(self, row: Row) -> None:
        self.time = row.at
        stands = await self.log.newest(0)
        row.cursor = cursor_in((stands.cursor >> 12) + 1, 1)
        await self.log.append(0, [row], Position(stands.cursor, 0), "ada")
        self.shards.told(0, row.cursor)
        self.rows.append(row)


@pytest.fixture
async def world() -> World:
    made = World()
    for number in range(1, 8):
        await made.append(event(number, visit=number, at=NOON + number))
    await made.append(leave(HIDDEN, page=made.rows[1].cursor, visit=2, at=NOON + 8))
    await made.append(VisitRemoval(1, NOON + 9, 7))
    return made


async def test_what_the_shard_has_is_told_whole(world: World) -> None:
    kept = [*world.rows[:6], world.rows[7]]
    head = world.shards.head_of(1)
    found = await world.past.stretch_rows(1, ALL, head, most=99)
    assert (found.rows, found.until, found.is_about) == (kept, ALL.until, False)
    part = await world.past.stretch_rows(1, ALL, head, most=3)
    assert (part.rows, part.until) == (kept[:3], NOON + 4)
    some = await world.past.stretch_rows(1, ALL, head, most=9, one_of=2)
    assert [row.visit for row in some.rows] == [2, 4, 6, 2]


@pytest.mark.parametrize("why", ["far", "purged", "purged meanwhile"])
async def test_of_what_it_has_not_those_that_are_filed_are_told(
    world: World, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.filing.file(0, world.rows[:4])
    if why == "far":
        monkeypatch.setattr(module, "FAR", 2)
    if why == "purged":
        await world.log.purge(0, world.rows[3].cursor)
    if why == "purged meanwhile":
        rows_after = world.shards.rows

        async def gone(site: int, cursor: int, upto: int, most: int) -> list[Row]:
            if cursor < world.rows[0].cursor:
                raise Forgotten("it is")
            return await rows_after(site, cursor, upto, most)

        monkeypatch.setattr(world.shards, "rows", gone)
    found = await world.past.stretch_rows(1, ALL, world.shards.head_of(1), most=99)
    assert (found.rows, found.is_about) == ([*world.rows[:6], world.rows[7]], True)


async def test_the_next_event_may_not_be_filed_yet(world: World) -> None:
    await world.filing.file(0, world.rows[:2])
    assert await world.past.next_event(1, 0) == NOON + 1
    assert await world.past.next_event(1, NOON + 3) == NOON + 3
    assert await world.past.next_event(1, NOON + 7) is None


async def test_quarter_hours_are_counted_once_wherever_they_are(world: World) -> None:
    await world.append(event(9, name="test", visit=9, at=NOON + 10))
    await world.append(event(10, name="Order", visit=9, at=NOON + QUARTER))
    for filed in (0, 4, len(world.rows)):
        if filed:
            await world.filing.file(0, world.rows[:filed])
        world.shards.marks._asked.clear()
        found = await world.totals.quarters(1, NOON, NOON + 9 * QUARTER, world.shards.head_of(1))
        pages = 6 if filed < 8 else 7  # what is filed in memory is never erased
        sums = (sum(each.pageviews for each in found), sum(each.others for each in found))
        assert sums == (pages, 1)
        assert {each.number - NOON // QUARTER for each in found} == {0, 1}
    assert await world.totals.has_visits(1)
    assert not await world.totals.has_visits(2)
    assert not await world.totals.are_many(1, 0)


async def test_nothing_is_counted_while_nobody_answers(world: World) -> None:
    world.older.is_away = True
    for _ in range(2):
        with pytest.raises(RefusesForNow, match="can't be read just now: nobody answers"):
            await world.totals.quarters(1, NOON, NOON + QUARTER, world.shards.head_of(1))
