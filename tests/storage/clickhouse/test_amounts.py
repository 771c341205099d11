"""What conversions are worth, whatever their property says."""

from decimal import Decimal

from msgspec.structs import replace

from tests.reports.small_log import clock, goal
from tests.storage.clickhouse.small_site import SmallSite, question
from tracker.storage.clickhouse.answering import answer
from tracker.storage.clickhouse.client import ClickHouse

NOON = clock("2026-11-21 12:00")


async def test_an_amount_that_is_more_than_all_money_is_none(clickhouse: ClickHouse):
    site = SmallSite(clickhouse)
    for amount in ("9e28", 9e28, "-9e28", 1e15, "nan", "12.50", 7):
        site.log.done(1, NOON, "Buy", says={"amount": amount})
    await site.files()
    buys = goal("event", "Buy", sums="amount", currency="EUR")
    found = await answer(clickhouse, replace(question("total_revenue"), goal=buys))
    assert [row.metrics for row in found.rows] == [({"EUR": Decimal("19.5")},)]
