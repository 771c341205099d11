"""In ClickHouse old visits go, and the sums of their days stay."""

from collections.abc import Sequence
from itertools import count

from tests.engines.clickhouse_server import clickhouse, clickhouse_url, empty_clickhouse
from tests.eventually import eventually
from tests.making import NOON
from tests.services.erasing.test_pruning import DAY, World, fill, world
from tracker.domain.reports.question import Question, Row, Span
from tracker.domain.rows import Row as LogRow
from tracker.services.erasing.day_sums import DaySums
from tracker.services.erasing.filed_visits import FiledLeaving, FiledSums, FiledVisits
from tracker.services.erasing.kept_sums import UnwantedSums
from tracker.services.erasing.pruning import Pruning
from tracker.services.erasing.records import straight
from tracker.services.settled_clock import SettledClock
from tracker.storage.clickhouse.answering import answer
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse.filing import Filing

__all__ = ["clickhouse", "clickhouse_url", "empty_clickhouse", "world"]


class Filed:
    """The world's log, which is filed as it is recorded."""

    def __init__(self, world: World, engine: ClickHouse) -> None:
        self.world, self.engine = world, engine
        self.filing = Filing(engine, 0, count(1).__next__)
        self.is_whole = True

    async def record(self, rows: Sequence[LogRow]) -> None:
        await straight(self.world.log)(rows)
        await self.follow()

    async def follow(self) -> None:
        if rows := await self.world.log.rows_after(await self.filing.filed(), 1_000):
            await self.filing.file(rows)

    async def is_filed(self, _site: int) -> bool:
        return self.is_whole

    def pruning(self, days: int) -> Pruning:
        world = self.world
        leaving = FiledLeaving(self.engine, lambda _: "UTC", self.is_filed, world.clock)
        sums = DaySums(leaving, world.directory, self.record, world.clock, world.clock.steady)
        settled = SettledClock(world.clock, world.clock.steady)
        visits = FiledVisits(self.engine)
        return Pruning(visits, world.log, world.directory, sums, world.clock, days, settled)

    async def by_day(self) -> list[Row]:
        question = Question(
            site_id=1,
            zone="UTC",
            span=Span(NOON - 20 * DAY - DAY // 2, NOON + DAY // 2),
            metrics=("visitors", "visits", "pageviews"),
            dimensions=("time:day",),
        )
        return (await answer(self.engine, question)).rows


async def test_old_visits_go_and_the_sums_of_their_days_stay(world: World, clickhouse: ClickHouse):
    await fill(world)
    filed = Filed(world, clickhouse)
    await filed.follow()
    before, told = await filed.by_day(), list[tuple[int, int]]()
    pruning = filed.pruning(days=3)
    assert [each.events for each in await pruning.due()] == [52, 52]
    gone = await pruning.prune(lambda *each: told.append(each), sure=True)
    assert ([each.site.id for each in gone], told) == ([1, 2], [(104, 104)])
    assert await filed.by_day() == before
    assert await pruning.due() == []
    await pruning.finish()


async def test_what_is_not_filed_yet_keeps_them_waiting(world: World, clickhouse: ClickHouse):
    await fill(world)
    filed = Filed(world, clickhouse)
    await filed.follow()
    filed.is_whole = False
    assert await filed.pruning(days=3).prune(sure=True) == []


async def test_sums_that_an_owner_wants_no_more_go(world: World, clickhouse: ClickHouse):
    """Those of the one site, and not before somebody says so."""
    await fill(world)
    filed = Filed(world, clickhouse)
    await filed.follow()
    await filed.pruning(days=3).prune(sure=True)
    sums, directory = FiledSums(clickhouse), world.directory
    unwanted = UnwantedSums(world.db, sums, directory, filed.record, world.clock)
    await unwanted._erase_all()
    assert [await sums.any_kept(site) for site in (1, 2)] == [True, True]
    await directory.change(1, keeps_sums=False)
    async with unwanted.working():
        unwanted.look()
        await eventually(lambda: is_without(sums, 1))
    assert await sums.any_kept(2)


async def is_without(sums: FiledSums, site_id: int) -> bool:
    return not await sums.any_kept(site_id)
