"""Whoever files a shard cleans what is its own."""

from tests.reports.small_log import clock
from tests.storage.clickhouse.small_site import SmallSite
from tracker.domain.rows import VisitRemoval
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse_reports.summing import ClickHouseSumming

NOON, DAY = clock("2026-11-21 12:00"), 86_400_000
KEPT = "select uniqExact(gen) from day_total where visitors > 0"


async def test_of_other_shards_sites_nothing_is_cleaned(clickhouse: ClickHouse):
    site = SmallSite(clickhouse)
    for visit in (1, 2):
        site.log.view(visit, NOON)
        await site.files()
        await site.is_rolled(NOON + 2 * DAY)
    site.log.add(VisitRemoval(1, NOON, 1))
    await site.files()
    summing = ClickHouseSumming(clickhouse, 0, site.generation)
    before = site.generation()
    for ours, rows, sums in ((False, 2, 2), (True, 1, 0)):
        await summing.clean(before, lambda _, ours=ours: ours)
        assert await clickhouse.rows("select count() from event final") == [[rows]]
        assert await clickhouse.rows(KEPT) == [[sums]]
