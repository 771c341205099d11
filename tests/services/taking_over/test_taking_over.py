"""Whoever takes a shard over knows what the one before knew, wherever it stands."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.engines.memory_filing import MemoryFiling
from tests.engines.memory_shard_log import MemoryShardLog
from tests.making import NOON
from tests.services.sequencing.making import hit, left
from tracker.domain.arrivals import Arrival
from tracker.domain.events import Event
from tracker.domain.rows import Leave, Reset, Row, SiteRemoval
from tracker.domain.shard_cursors import cursor_in
from tracker.domain.visits import MINUTE
from tracker.services.taking_over.shard_state import ShardState
from tracker.services.taking_over.taking_over import TakingOver
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.processes.shard_log import Position

HOUR = 60 * MINUTE


class Shard:
    """Written by one after the other: each batch a message, of which some are `filed`."""

    def __init__(self) -> None:
        self.now = NOON
        self.log = MemoryShardLog(now=lambda: self.now)
        self.filing = MemoryFiling()
        self.state = ShardState(0, b"first")
        self.rows: list[Sequence[Row]] = []

    async def add(self, *arrivals: Arrival) -> list[Row]:
        stands = await self.log.newest(0)
        rows = self.state.fold(arrivals, stands.cursor, self.now)
        if rows:
            await self.log.append(0, rows, Position(stands.cursor, 0), "ada")
            self.state.remember(rows)
            self.rows.append(rows)
        return rows

    async def at(self, at: int, *arrivals: Arrival) -> list[Row]:
        self.now = at
        for each in arrivals:
            each.row.at = at
        return await self.add(*arrivals)

    async def is_filed(self, messages: int, *, purged: bool = True) -> None:
        """So many, which the log may have let go since."""
        for rows in self.rows[:messages]:
            await self.filing.file(0, rows)
        if purged:
            await self.log.purge(0, cursor_in(messages + 1, 0))

    async def is_taken_over(self) -> None:
        taking_over = TakingOver(0, self.log, self.filing, lambda: self.now, b"next")
        self.state = await taking_over.state_at(await self.log.newest(0))


@pytest.fixture
async def shard() -> Shard:
    """Three messages: a newcomer a day ago, somebody who is here, another one behind them."""
    made = Shard()
    await made.at(NOON - 25 * HOUR, hit(1))
    await made.at(NOON - 20 * MINUTE, hit(2, beacon=5), hit(1))
    await made.at(NOON, hit(3, beacon=6))
    return made


@pytest.mark.parametrize("filed", [0, 1, 2, 3])
async def test_it_is_known_by_what_is_filed_and_by_the_log_behind_it(
    shard: Shard, filed: int
) -> None:
    """Nobody reads what the log has let go: that would be missed."""
    await shard.is_filed(filed)
    [_, [page, again], [last]] = shard.rows
    await shard.is_taken_over()
    assert await shard.at(NOON, hit(2, beacon=5), hit(3, beacon=6)) == []
    goes_on, known, named = await shard.at(NOON, hit(2), hit(1), left(5))
    assert isinstance(goes_on, Event)
    assert isinstance(known, Event)
    assert isinstance(page, Event)
    assert isinstance(again, Event)
    assert isinstance(last, Event)
    assert (goes_on.visit, goes_on.is_new) == (page.visit, False)
    assert (known.visit, known.is_new) == (again.visit, False)
    assert goes_on.id > last.id
    assert isinstance(named, Leave)
    assert named.page
    assert named.page.cursor == page.cursor


async def test_what_is_filed_of_behind_the_log_is_not_taken(shard: Shard) -> None:
    """As if somebody had made the log anew: what it does not have never was."""
    await shard.is_filed(3, purged=False)
    shard.log.kept[0].kept.pop(3)
    shard.log.kept[0].newest = 2
    await shard.is_taken_over()
    [row] = await shard.at(NOON, hit(3, beacon=6))
    assert isinstance(row, Event)
    assert row.is_new


async def test_where_nobody_says_what_is_filed_the_log_says_it(
    shard: Shard, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def refuse(*_: object) -> int:
        raise RefusesForNow("away")

    await shard.is_filed(2, purged=False)
    monkeypatch.setattr(shard.filing, "newest_id", refuse)
    await shard.is_taken_over()
    assert await shard.at(NOON, hit(2, beacon=5)) == []
    [known] = await shard.at(NOON, hit(1))
    assert isinstance(known, Event)
    assert not known.is_new
    assert "Shard 0 is taken up from the log alone: away" in caplog.text


async def test_a_log_without_rows_is_begun() -> None:
    shard = Shard()
    await shard.is_taken_over()
    assert len(await shard.add(hit(1))) == 1


async def test_of_very_much_the_newest_is_known(
    shard: Shard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.services.taking_over.taking_over.MOST_BEACONS", 1)
    await shard.is_filed(3)
    await shard.is_taken_over()
    assert await shard.at(NOON, hit(3, beacon=6)) == []
    assert len(await shard.at(NOON, hit(2, beacon=5))) == 1


@pytest.mark.parametrize("filed", [0, 2, 3, 4, 5])
async def test_who_came_before_a_reset_is_new_once_more(shard: Shard, filed: int) -> None:
    upto = shard.rows[-1][-1].cursor
    reset = Arrival(Reset(1, NOON, upto))
    elsewhere = hit(4)
    elsewhere.row.site_id = 2
    await shard.at(NOON, elsewhere)
    _, first = await shard.at(NOON, reset, hit(1))
    await shard.is_filed(filed)
    [last] = await shard.at(NOON, hit(2))
    await shard.is_taken_over()
    await shard.at(NOON, Arrival(Reset(1, NOON, upto)))  # each front may say it
    again = [await shard.at(NOON, hit(who)) for who in (1, 2, 3, 3)]
    other = hit(4)
    other.row.site_id = 2
    [beside] = await shard.at(NOON, other)
    news = [row.is_new for row in (first, last, *(rows[0] for rows in again), beside)]
    assert news == [True, True, False, False, True, False, False]


@pytest.mark.parametrize("filed", [0, 3, 4])
async def test_what_comes_of_a_site_that_is_gone_is_dropped_still(shard: Shard, filed: int) -> None:
    """By whoever takes over, however long ago it was deleted."""
    await shard.at(NOON, Arrival(SiteRemoval(1, NOON)))
    await shard.is_filed(filed)
    await shard.is_taken_over()
    other = hit(4)
    other.row.site_id = 2
    assert await shard.at(NOON, hit(3), other) == [other.row]
