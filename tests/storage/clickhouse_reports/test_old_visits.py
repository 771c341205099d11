"""What is older than it is kept is counted as the log's own file counts it."""

from tests.reports.small_log import clock
from tests.storage.clickhouse.small_site import SmallSite
from tracker.domain.rows import AgeRemoval, VisitRemoval
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse_reports.old_visits import (
    any_old_event,
    newest_limits,
    old_events,
    takes_most,
)
from tracker.storage.erasing.old_visits import Limit

NOON, DAY = clock("2026-11-21 12:00"), 86_400_000


async def test_what_would_go_is_what_is_there_and_old_enough(clickhouse: ClickHouse):
    site = SmallSite(clickhouse)
    for visit, days in enumerate((9, 8, 8, 2, 1), 1):
        site.log.view(visit, NOON - days * DAY)
    site.log.add(VisitRemoval(1, NOON, 2))
    await site.files()
    limit = Limit(1, NOON - 5 * DAY, 100)
    assert (await any_old_event(clickhouse, limit), await old_events(clickhouse, limit)) == (
        True,
        2,
    )
    assert await takes_most(clickhouse, 1, 3)
    assert not await takes_most(clickhouse, 1, 2)
    assert await newest_limits(clickhouse) == {}
    site.log.add(AgeRemoval(1, NOON, NOON - 5 * DAY))
    await site.files()
    assert not await any_old_event(clickhouse, limit)
    assert await newest_limits(clickhouse) == {1: Limit(1, NOON - 5 * DAY, 7)}
