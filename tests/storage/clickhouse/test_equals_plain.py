"""ClickHouse says what the plain truth says: of logs of any kind, filed in slices of any size, some
of them twice, with days summed up before what changes them comes.

A few logs in every run. More of them: THOROUGH=100 .venv/bin/python -m pytest -n 2 with this file;
FIRST=1000 begins with another one."""

import os
from collections.abc import Sequence
from itertools import count
from random import Random

import pytest

from tests.reports.going import any_funnel, any_journey
from tests.reports.likeness import difference
from tests.reports.living_log import LivingLog
from tests.reports.plain import answer as plain
from tests.reports.random_questions import any_question
from tests.reports.random_world import maybe
from tracker.domain.rows import Row
from tracker.storage.clickhouse.answering import answer, asked_of, read
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse.filing import Filing
from tracker.storage.clickhouse.rolling import days_to_roll, roll
from tracker.storage.clickhouse_reports import open_days
from tracker.storage.clickhouse_reports.funnels import reached
from tracker.storage.clickhouse_reports.open_days import keep_at_hand
from tracker.storage.clickhouse_reports.steps import named_in, stopped
from tracker.storage.clickhouse_reports.ways import ways
from tracker.storage.file.database import Database
from tracker.storage.journeys.begun import begun

pytestmark = pytest.mark.alike

FIRST = int(os.environ.get("FIRST", "0"))
LOGS = range(FIRST, FIRST + int(os.environ.get("THOROUGH", "2")))
BATCHES, QUESTIONS = 4, 5


class Filed:
    """What a log has told, in ClickHouse."""

    def __init__(self, engine: ClickHouse, living: LivingLog) -> None:
        self._engine = engine
        self._living = living
        self._chance = living.life.chance
        self._numbers = count(1)
        self._filing = Filing(engine, 0, self._generation)
        self._filed = 0

    def _generation(self) -> int:
        return next(self._numbers)

    async def follows(self) -> None:
        """In slices of any size; some are filed again, as after a crash."""
        new: Sequence[Row] = self._living.told[self._filed :]
        while new:
            most = self._chance.choice((3, 12, 40, 1_000))
            some, new = new[:most], new[most:]
            for _ in range(2 if maybe(self._chance, 0.25) else 1):
                await self._filing.file(some)
            assert await self._filing.filed() == some[-1].cursor
        self._filed = len(self._living.told)

    async def is_at_hand(self) -> None:
        """What is kept of days that are not over."""
        life = self._living.life
        for site, zone in life.zones.items():
            await keep_at_hand(self._engine, 0, site, zone, life.now)

    async def is_rolled(self) -> None:
        life = self._living.life
        for site, zone in life.zones.items():
            days = await days_to_roll(self._engine, site, zone, life.now)
            await roll(self._engine, site, zone, days, self._generation)


async def compared(engine: ClickHouse, living: LivingLog) -> bool:
    """Whether the answer to any question says anything; it is the plain one."""
    question = any_question(living.life)
    expected, found = plain(living.told, question), await answer(engine, question)
    different = difference(found.rows, expected.rows, question)
    assert not different, f"{different}\n{question}\n{found}\n{expected.rows}"
    if question.total_rows:
        assert found.total == expected.total_rows
    return any(any(row.metrics) for row in expected.rows)


async def gone_along(engine: ClickHouse, living: LivingLog) -> bool:
    """Whether anybody took the steps of any funnel; as many as plainly did, each in its time."""
    funnel, journey = any_funnel(living), any_journey(living)
    question, _, steps, strict = funnel
    found = await reached(engine, question, steps, strict)
    assert sorted(found, key=repr) == sorted(funnel.reached, key=repr), (question, steps, strict)
    asked, tables = await asked_of(engine, question, also=named_in(steps))
    for at in (1, 2):
        where = f"begins and {stopped(asked, steps, strict, at)}"
        left = f"select visit from {tables.visits(asked)} where {begun(asked)} and {where}"
        visits = {visit for (visit,) in await read(engine, asked, tables, left)}
        assert visits == funnel.stopped(at), (question, steps, strict, at)
    way = (journey.question, journey.begin, journey.way, journey.back)
    assert await ways(engine, *way) == journey.columns, way
    return any(each.visits[1] for each in found)


@pytest.mark.parametrize("seed", LOGS)
async def test_clickhouse_says_what_the_plain_truth_says(
    db: Database, clickhouse: ClickHouse, seed: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(open_days, "ENOUGH", 1)
    living = LivingLog(db, Random(seed))
    await living.open()
    filed, said, chance = Filed(clickhouse, living), 0, living.life.chance
    gone = 0
    for _ in range(BATCHES):
        await living.goes_on()
        if maybe(chance, 0.06):
            await living.moves()
        await filed.follows()
        if maybe(chance, 0.6):
            await filed.is_rolled()
        if maybe(chance, 0.6):
            await filed.is_at_hand()
            if maybe(chance, 0.7):
                await living.goes_on()
                await filed.follows()
        said += sum([await compared(clickhouse, living) for _ in range(QUESTIONS)])
        gone += sum([await gone_along(clickhouse, living) for _ in range(2)])
    assert said > BATCHES / 2
    assert gone
