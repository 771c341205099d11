"""What old visits leave in sums when they are erased: no unfiltered figure changes."""

from random import Random
from zoneinfo import ZoneInfo

import pytest

from tests.reports.likeness import difference
from tests.reports.living_log import LivingLog
from tests.reports.random_questions import of_days
from tests.storage.clickhouse.small_site import SmallSite
from tests.storage.clickhouse.test_equals_plain import Filed
from tracker.domain.retention import kept_since
from tracker.domain.rows import AgeRemoval
from tracker.storage.clickhouse.answering import answer
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse_reports import leaving as of_days_together
from tracker.storage.clickhouse_reports.leaving import days_of, leaving
from tracker.storage.file.database import Database

DAY = 86_400_000


@pytest.mark.alike
@pytest.mark.parametrize("seed", range(2))
async def test_no_unfiltered_figure_changes(
    db: Database, clickhouse: ClickHouse, seed: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(of_days_together, "TOGETHER", 3)
    living = LivingLog(db, Random(seed))
    await living.open()
    for _ in range(6):
        await living.goes_on()
    life, filed, lost = living.life, Filed(clickhouse, living), 0
    await filed.follows()
    if seed:
        await filed.is_rolled()
    questions = [of_days(life) for _ in range(8)]
    before = [await answer(clickhouse, each) for each in questions]
    now = life.now + 4 * DAY
    for days in (8, 4):
        for site, zone in life.zones.items():
            edge = kept_since(now, days, ZoneInfo(zone))
            rows = await leaving(clickhouse, site, zone, edge, now)
            lost += len(rows)
            gone = [*rows, AgeRemoval(site, now, edge)]
            await living.log.append(gone)
            living.told += gone
            await filed.follows()
    assert lost
    for question, said in zip(questions, before, strict=True):
        after = await answer(clickhouse, question)
        assert not difference(after.rows, said.rows, question), question


async def test_a_site_without_visits_loses_nothing(clickhouse: ClickHouse):
    site = SmallSite(clickhouse)
    assert await days_of(clickhouse, 1, site.zone) == []
    assert await leaving(clickhouse, 1, site.zone, 40 * DAY, 50 * DAY) == []
