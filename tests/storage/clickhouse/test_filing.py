"""What is filed late finds what it is of."""

from tests.reports.small_log import MINUTE, clock
from tests.storage.clickhouse.small_site import SmallSite
from tracker.domain.rows import LEFT, Leave, TitleCorrection
from tracker.storage.clickhouse.client import ClickHouse

NOON = clock("2026-11-21 12:00")


async def test_a_leave_that_names_only_a_beacon_finds_its_pageview(clickhouse: ClickHouse):
    site = SmallSite(clickhouse)
    site.log.view(1, NOON, beacon=77)
    await site.files()
    site.log.view(2, NOON, beacon=78)
    for beacon, engaged in ((77, 4_000), (78, 6_000), (79, 9_000)):
        site.log.add(Leave(1, NOON + MINUTE, beacon, "/", LEFT, engaged, 0))
    await site.files()
    assert await site.total("time_on_page") == (5.0,)


async def test_a_title_without_a_page_names_nothing(clickhouse: ClickHouse):
    site = SmallSite(clickhouse)
    site.log.view(1, NOON, title="A page")
    site.log.add(TitleCorrection(1, NOON, 0, "Another"))
    await site.files()
    assert await site.by("event:title", "pageviews") == [("A page", 1)]
