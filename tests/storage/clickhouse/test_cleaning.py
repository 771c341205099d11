"""What is gone is gone for good, and what stays says the same."""

from tests.reports.small_log import clock
from tests.storage.clickhouse.small_site import SmallSite
from tracker.domain.rows import (
    AgeRemoval,
    DayRow,
    ImportRemoval,
    Pageview,
    SiteRemoval,
    TitleCorrection,
    VisitRemoval,
)
from tracker.storage.clickhouse.cleaning import TABLES, erase_removed, forget_old_sums
from tracker.storage.clickhouse.client import ClickHouse

NOON, DAY = clock("2026-11-21 12:00"), 86_400_000


async def test_what_is_removed_is_in_no_part_of_a_table(clickhouse: ClickHouse):
    site = SmallSite(clickhouse)
    gone = site.log.view(1, NOON, "/secret")
    stays = site.log.view(2, NOON, "/a")
    site.log.add(DayRow(1, NOON, NOON // DAY, "event:page", "/secret", 1, 1, import_id=4))
    await site.files()
    site.log.leave(gone, 1_000, engaged=9_000)
    site.log.leave(stays, 1_000, engaged=3_000)
    site.log.add(VisitRemoval(1, NOON, 1))
    site.log.add(ImportRemoval(1, NOON, 4))
    await site.files()
    assert await erase_removed(clickhouse) == 1
    assert await clickhouse.rows("select distinct path from event where name != ''") == [["/a"]]
    assert await clickhouse.rows("select count() from event where visit = 1") == [[0]]
    assert await clickhouse.rows("select count() from kept") == [[0]]
    assert await site.by("event:page", "pageviews time_on_page") == [("/a", 1, 3.0)]
    assert await erase_removed(clickhouse) == 0


async def test_sums_that_others_have_followed_go(clickhouse: ClickHouse):
    site = SmallSite(clickhouse)
    for visit in (1, 2):
        site.log.view(visit, NOON)
        await site.files()
        await site.is_rolled(NOON + 2 * DAY)
    generations = "select uniqExact(gen) from day_total where visitors > 0"
    assert await clickhouse.rows(generations) == [[2]]
    before = site.generation()
    site.log.view(3, NOON + 5 * DAY)
    await site.files()
    await forget_old_sums(clickhouse, before)
    assert await clickhouse.rows(generations) == [[1]]
    assert await site.total("visitors") == (2,)


async def test_of_a_site_that_is_no_more_there_is_nothing_in_any_table(clickhouse: ClickHouse):
    site = SmallSite(clickhouse)
    site.log.view(1, NOON)
    site.log.view(2, NOON, site_id=2)
    site.log.add(DayRow(1, NOON, NOON // DAY, "event:page", "/secret", 1, 1, import_id=4))
    await site.files()
    await site.is_rolled(NOON + 2 * DAY)
    site.log.add(SiteRemoval(1, NOON))
    site.log.add(TitleCorrection(1, NOON, 0, "Late", Pageview(1, 1, NOON), 1))
    await site.files()
    assert await erase_removed(clickhouse) == 1
    for table in TABLES:
        assert await clickhouse.rows(f"select count() from {table} where site = 1") == [[0]], table
    assert await clickhouse.rows("select distinct site, path from event") == [[2, "/"]]
    assert await erase_removed(clickhouse) == 0


async def test_what_was_told_of_visits_that_are_too_old_goes_with_them(clickhouse: ClickHouse):
    site = SmallSite(clickhouse)
    site.log.view(1, NOON - 3 * DAY)
    site.log.view(2, NOON)
    lost = Pageview(7, 1, NOON - 3 * DAY)  # its pageview is nowhere
    site.log.add(TitleCorrection(1, NOON - 3 * DAY, 0, "Lost", lost, 7))
    site.log.add(AgeRemoval(1, NOON, NOON - DAY))
    await site.files()
    assert await erase_removed(clickhouse) == 1
    assert await clickhouse.rows("select visit from event") == [[2]]
    assert await clickhouse.rows("select visit from reach final") == [[2]]
    assert await site.total("visitors", 1) == (1,)
