"""What goes is counted no more, and what it leaves is."""

import pytest

from tests.reports.small_log import clock
from tests.storage.clickhouse.small_site import SmallSite
from tracker.domain.rows import (
    RETAINED,
    AgeRemoval,
    DayRow,
    ImportRemoval,
    Leave,
    Pageview,
    Removal,
    Reset,
    SiteRemoval,
)
from tracker.storage.clickhouse.client import ClickHouse

NOON, DAY = clock("2026-11-21 12:00"), 86_400_000
TODAY = NOON // DAY
TODAYS = clock("2026-11-21 00:00")
REMOVALS = [
    AgeRemoval(1, NOON, TODAYS + DAY),
    AgeRemoval(1, NOON, TODAYS - 5 * DAY),
    ImportRemoval(1, NOON, 4),
    ImportRemoval(1, NOON, RETAINED),
    Reset(1, NOON, 4),
    SiteRemoval(1, NOON),
]


def kept(key: str, visitors: int, import_id: int | None, before: int = TODAYS + DAY) -> DayRow:
    at = before if import_id == RETAINED else NOON
    dimension = "visit:source" if key else ""
    return DayRow(1, at, TODAY, dimension, key, visitors, visitors, import_id=import_id)


@pytest.mark.parametrize("removal", REMOVALS, ids=repr)
async def test_what_goes_leaves_what_the_log_says(clickhouse: ClickHouse, removal: Removal):
    site = SmallSite(clickhouse)
    site.log.view(1, NOON)
    page = site.log.view(2, NOON, import_id=4)
    for row in (kept("", 5, 4), kept("Google", 6, None), kept("", 9, RETAINED)):
        site.log.add(row)
    for row in (kept("", 10, RETAINED), kept("", 20, RETAINED, TODAYS - 5 * DAY)):
        site.log.add(row)
    await site.files()
    await site.is_rolled(NOON + 3 * DAY)
    site.log.add(removal)
    named = Pageview(page.visit, page.cursor, page.at)
    site.log.add(Leave(1, NOON + 1, 0, "/", 2, 7_000, 0, named, page.visit))
    for _ in range(2):
        await site.filing.file(site.log.rows[-2:])
    for by in ("", "visit:source"):
        assert await site.by(by, "visitors visits") == site.log.by(by, "visitors visits"), by


async def test_what_comes_after_a_reset_is_counted(clickhouse: ClickHouse):
    site = SmallSite(clickhouse)
    site.log.view(1, NOON)
    site.log.add(Reset(1, NOON, 1))
    site.log.view(1, NOON)
    await site.files()
    assert await site.total("visitors pageviews") == (1, 1)


async def test_a_leave_that_comes_too_late_changes_nothing(clickhouse: ClickHouse):
    site = SmallSite(clickhouse)
    page = site.log.view(1, NOON, says={"plan": None, "price": 7, "of": [1], "share": 1.0})
    site.log.leave(page, 2 * DAY + 1, engaged=5_000)
    site.log.leave(page, 2 * DAY, engaged=3_000)
    await site.files()
    assert await site.total("time_on_page") == (3.0,)
    for name, said in (("plan", ""), ("price", "7"), ("of", "[1]"), ("share", "1.0")):
        assert await site.by(f"event:props:{name}", "visitors") == [(said, 1)]
