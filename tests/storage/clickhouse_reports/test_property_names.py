"""Names of properties, the most frequent first."""

from tests.reports.small_log import clock, term
from tests.storage.clickhouse.small_site import SmallSite, question
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse_reports.property_names import property_names

NOON, DAY = clock("2026-11-21 12:00"), 86_400_000


async def test_names_of_properties_come_with_the_most_frequent_first(clickhouse: ClickHouse):
    site = SmallSite(clickhouse)
    for visit, says in enumerate(({"b": 1, "a": 2}, {"a": None}, {'a "name"': 3, "a": 1}), 1):
        site.log.done(visit, NOON, "Order", says=says)
    site.log.done(4, NOON, "Signup", says={"plan": "x"})
    site.log.done(5, NOON + DAY, "Order", says={"later": 1})
    site.log.done(6, NOON, "Order")
    await site.files()
    asked = question("events", filters=term("event:page", "/nowhere"))
    assert await property_names(clickhouse, asked, "Order") == ["a", 'a "name"', "b"]
    assert await property_names(clickhouse, asked, "Nothing") == []
