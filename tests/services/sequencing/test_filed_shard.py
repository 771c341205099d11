"""Who files a shard is killed at any await, and the next one goes on: reports say what the plain
truth says.

A log in every run. More of them: THOROUGH=100 .venv/bin/python -m pytest -n 2 with this file;
FIRST=1000 begins with another one."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from itertools import count
from random import Random

import aiohttp
import pytest

from tests.eventually import PATIENCE, eventually
from tests.reports.living_log import LivingLog
from tests.storage.clickhouse.test_equals_plain import compared
from tracker.domain.rows import Row
from tracker.services.background import beside
from tracker.services.sequencing import filed_shard, filer, summed_days
from tracker.services.sequencing.filed_shard import FiledShard, Sites
from tracker.services.sequencing.filer import Filer
from tracker.services.sequencing.summed_days import SummedDays
from tracker.storage.clickhouse import answering
from tracker.storage.clickhouse.client import Away, ClickHouse
from tracker.storage.clickhouse.marks import filed
from tracker.storage.clickhouse.rolling import days_to_roll
from tracker.storage.file.database import Database
from tracker.storage.processes.leases import Lease

pytestmark = pytest.mark.alike

FIRST = int(os.environ.get("FIRST", "0"))
LOGS = range(FIRST, FIRST + int(os.environ.get("THOROUGH", "1")))
BATCHES, KILLS, QUESTIONS = 2, 3, 3


class Dying(ClickHouse):
    """Whoever asks is killed at one of its statements: `done`: the server does it all the same."""

    def __init__(self, engine: ClickHouse, statements: int, done: bool) -> None:
        super().__init__(engine._session, engine._url, engine._known, engine._process)
        self._left = statements
        self._done = done
        self.killed = asyncio.Event()

    async def _sent(
        self, known: Mapping[str, str], body: bytes | aiohttp.FormData, within: float
    ) -> bytes:
        if self.killed.is_set():
            raise Away("the dead say no more")
        self._left -= 1
        if self._left > 0:
            return await super()._sent(known, body, within)
        if self._left == 0 and self._done:
            await super()._sent(known, body, within)
        self.killed.set()
        await asyncio.Event().wait()
        return b""


class ToldLog:
    """A shard with what a log has told."""

    shards = (0,)

    def __init__(self, living: LivingLog) -> None:
        self._living = living

    async def follow(self, _shard: int, after: int) -> AsyncGenerator[Sequence[Row], None]:
        while True:
            new = [row for row in self._living.told if row.cursor > after]
            while new:
                some, new = new[:25], new[25:]
                after = some[-1].cursor
                yield some
            await asyncio.sleep(0.01)

    async def since(self, _shard: int, _at: int) -> int:
        return 0

    async def crowded(self, _shard: int) -> int:
        return 0

    async def purge(self, _shard: int, _before: int) -> None: ...


class Filers:
    """One after the other."""

    def __init__(self, engine: ClickHouse, living: LivingLog) -> None:
        self._engine = engine
        self._living = living
        self._chance = Random(len(living.told))
        self._leases = count(1)

    @asynccontextmanager
    async def working(self, engine: ClickHouse) -> AsyncIterator[None]:
        life, log = self._living.life, ToldLog(self._living)
        sites = Sites(lambda: life.zones, lambda _: 0)
        shard = FiledShard(0, log, engine, sites, lambda: life.now)
        async with beside(partial(shard.run, Lease(next(self._leases), lambda: 0.0, 1.0))):
            yield

    async def is_killed(self) -> None:
        chance = self._chance
        dying = Dying(self._engine, chance.randint(1, 40), chance.random() < 0.5)
        async with self.working(dying):
            await eventually(dying.killed.is_set, within=10 * PATIENCE)

    async def go_on(self) -> None:
        async with self.working(self._engine):
            await eventually(self._is_done, within=10 * PATIENCE)

    async def _is_done(self) -> bool:
        life = self._living.life
        if await filed(self._engine, 0) < self._living.told[-1].cursor:
            return False
        days = [await days_to_roll(self._engine, *site, life.now) for site in life.zones.items()]
        return not any(days)


@pytest.mark.parametrize("seed", LOGS)
async def test_killed_at_any_await_reports_say_what_the_plain_truth_says(
    db: Database, clickhouse: ClickHouse, seed: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(filed_shard, "Filer", partial(Filer, every=0.001))
    monkeypatch.setattr(filed_shard, "SummedDays", partial(SummedDays, every=0.01))
    monkeypatch.setattr(filer, "MOST", 20)
    monkeypatch.setattr(answering, "DEADLINE", PATIENCE)
    monkeypatch.setattr(summed_days, "RESTS", 0.0)
    monkeypatch.setattr(summed_days, "AGAIN", 0.5)
    living = LivingLog(db, Random(seed))
    await living.open()
    filers, said = Filers(clickhouse, living), 0
    for _ in range(BATCHES):
        await living.goes_on()
        for _ in range(KILLS):
            await filers.is_killed()
            said += await compared_by_now(clickhouse, living)
        await filers.go_on()
        said += sum([await compared(clickhouse, living) for _ in range(QUESTIONS)])
    assert said


async def compared_by_now(engine: ClickHouse, living: LivingLog) -> bool:
    """Whatever half the killed one has left of its sums."""
    return living.told[-1].cursor <= await filed(engine, 0) and await compared(engine, living)
