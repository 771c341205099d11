"""What one process hears of all shards."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.engines.memory_shard_log import MemoryShardLog
from tests.eventually import eventually
from tests.making import NOON, event
from tracker.domain.rows import Row
from tracker.domain.shard_cursors import cursor_in
from tracker.services import background
from tracker.services.sequencing import followed_shards as module
from tracker.services.sequencing.followed_shards import FollowedShards
from tracker.storage.processes.shard_log import Forgotten, Position


class Heard:
    """`fails`: the next row's hearer does."""

    def __init__(self, log: MemoryShardLog) -> None:
        self.log = log
        self.heads: dict[int, int] = {}
        self.taken_up: list[int] = []
        self.committed: list[int] = []
        self.lost = 0
        self.fails = False
        self.followed = FollowedShards(
            log, self.heads.__setitem__, self.take_up, self.commit, self.lose, now=lambda: NOON
        )

    def take_up(self, rows: Sequence[Row]) -> None:
        self.taken_up += [row.cursor for row in rows]

    def commit(self, rows: Sequence[Row]) -> None:
        if self.fails:
            self.fails = False
            raise ValueError("a hearer")
        assert self.heads[0] == rows[-1].cursor or self.heads[1] == rows[-1].cursor
        self.committed += [row.cursor for row in rows]

    def lose(self) -> None:
        self.lost += 1


async def append(log: MemoryShardLog, shard: int, *rows: Row) -> list[int]:
    stands = await log.newest(shard)
    for number, row in enumerate(rows, 1):
        row.cursor = cursor_in((stands.cursor >> 12) + 1, number)
    await log.append(shard, rows, Position(stands.cursor, 0), "ada")
    return [row.cursor for row in rows]


async def test_what_has_come_lately_is_taken_up_and_what_comes_is_told() -> None:
    heard = Heard(MemoryShardLog(2))
    ahead = event(2, at=NOON + 2 * module.AHEAD)
    first = await append(heard.log, 0, event(1), ahead)
    other = await append(heard.log, 1, event(3))
    async with heard.followed.working():
        assert sorted(heard.taken_up) == sorted([first[0], *other])
        assert heard.heads == heard.followed.began == {0: first[1], 1: other[0]}
        more = await append(heard.log, 1, event(4), event(5))
        await eventually(lambda: heard.committed == more)
        assert heard.heads[1] == more[-1]


async def test_many_rows_are_handed_out_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 2)
    heard = Heard(MemoryShardLog(2))
    async with heard.followed.working():
        made = await append(heard.log, 0, *(event(n) for n in range(1, 6)))
        await eventually(lambda: heard.committed == made)


async def test_of_very_much_the_newest_is_taken_up_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "MOST_TAKEN_UP", 2)
    heard = Heard(MemoryShardLog(2))
    made = [(await append(heard.log, 0, event(number)))[0] for number in range(1, 9)]
    async with heard.followed.working():
        assert heard.taken_up == made[-3:]
    assert "Shard 0: the first 5 messages of the last half hour are not taken up" in caplog.text
    assert "Shard 1" not in caplog.text


async def test_after_a_failure_it_goes_on_and_views_are_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(background, "PAUSE", 0)
    heard = Heard(MemoryShardLog(2))
    async with heard.followed.working():
        heard.fails = True
        await append(heard.log, 0, event(1))
        await eventually(lambda: heard.lost)
        more = await append(heard.log, 0, event(2))
        await eventually(lambda: heard.committed == more)


async def test_what_is_gone_before_it_was_heard_is_taken_up_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard = Heard(MemoryShardLog(2))
    follow, gone = heard.log.follow, [True]

    async def follows(shard: int, after: int):
        if shard == 0 and heard.followed.began and gone.pop() if gone else False:
            raise Forgotten("it is")
        async for rows in follow(shard, after):
            yield rows

    made = await append(heard.log, 0, event(1))
    monkeypatch.setattr(heard.log, "follow", follows)
    async with heard.followed.working():
        await eventually(lambda: heard.lost == 1 and heard.taken_up == made * 2)
        more = await append(heard.log, 0, event(2))
        await eventually(lambda: heard.committed == more)
