"""What is kept at hand of days that are not over says what their rows say."""

import pytest

from tests.reports.small_log import MINUTE, clock
from tests.storage.clickhouse.small_site import SmallSite
from tracker.domain.rows import VisitRemoval
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse_reports import open_days
from tracker.storage.clickhouse_reports.open_days import keep_at_hand

NOON = clock("2026-11-21 12:00")


@pytest.fixture
async def site(clickhouse: ClickHouse, monkeypatch: pytest.MonkeyPatch) -> SmallSite:
    """Three visits, of which one is no more and one is another by now, since they are at hand."""
    monkeypatch.setattr(open_days, "ENOUGH", 3)
    site = SmallSite(clickhouse)
    assert not await keep_at_hand(clickhouse, 0, 1, site.zone, NOON)
    for visit in (1, 2, 3):
        site.log.view(visit, NOON, "/a")
    await site.files()
    assert await keep_at_hand(clickhouse, 0, 1, site.zone, NOON)
    site.log.view(2, NOON + MINUTE, "/b")
    site.log.add(VisitRemoval(1, NOON + MINUTE, 3))
    await site.files()
    return site


async def test_what_has_come_since_is_counted_of_its_rows(site: SmallSite):
    assert await site.by("visit:exit_page", "visits bounce_rate") == [("/a", 1, 100), ("/b", 1, 0)]


async def test_what_is_kept_is_what_was_filed_last(site: SmallSite):
    await keep_at_hand(site.engine, 0, 1, site.zone, NOON + MINUTE)
    await site.engine.run("truncate table event")
    assert await site.by("visit:exit_page", "visits bounce_rate") == [("/a", 1, 100), ("/b", 1, 0)]


async def test_a_day_that_is_summed_up_is_kept_no_more(site: SmallSite):
    tomorrow = clock("2026-11-22 12:00")
    assert await site.is_rolled(tomorrow)
    await keep_at_hand(site.engine, 0, 1, site.zone, tomorrow)
    await site.engine.run("truncate table open_visit")
    assert await site.total("visits") == (2,)
