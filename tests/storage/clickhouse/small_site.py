"""A log made by hand, filed in ClickHouse."""

from __future__ import annotations

from itertools import count

from tests.reports.small_log import BERLIN, SmallLog, days_from
from tracker.domain.reports.conditions import Condition
from tracker.domain.reports.question import Question, Value
from tracker.storage.clickhouse.answering import answer
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse.filing import Filing
from tracker.storage.clickhouse.rolling import days_to_roll, roll

DAY = "2026-11-21"


def question(
    metrics: str,
    dimensions: str = "",
    days: int = 1,
    zone: str = BERLIN,
    filters: Condition | None = None,
) -> Question:
    return Question(
        site_id=1,
        zone=zone,
        span=days_from(DAY, days, zone),
        metrics=tuple(metrics.split()),
        dimensions=tuple(dimensions.split()),
        filters=filters,
    )


class SmallSite:
    """Site 1."""

    def __init__(self, engine: ClickHouse, zone: str = BERLIN) -> None:
        self.engine = engine
        self.log = SmallLog()
        self.zone = zone
        self.generation = count(1).__next__
        self.filing = Filing(engine, 0, self.generation)
        self._filed = 0

    async def files(self) -> None:
        """What has come since."""
        new = self.log.rows[self._filed :]
        self._filed += len(new)
        await self.filing.file(new)

    async def is_rolled(self, now: int) -> list[int]:
        """The days that were."""
        days = await days_to_roll(self.engine, 1, self.zone, now)
        await roll(self.engine, 1, self.zone, days, self.generation)
        return days

    async def by(self, dimensions: str, metrics: str, days: int = 1) -> list[tuple[object, ...]]:
        asked = question(metrics, dimensions, days, self.zone)
        return [(*row.dimensions, *row.metrics) for row in (await answer(self.engine, asked)).rows]

    async def total(self, metrics: str, days: int = 1) -> tuple[Value, ...]:
        [row] = (await answer(self.engine, question(metrics, "", days, self.zone))).rows
        return row.metrics
