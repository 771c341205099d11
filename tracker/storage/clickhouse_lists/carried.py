"""What a site's events carry, counted."""

from __future__ import annotations

from tracker.domain.reports.question import Question
from tracker.domain.reports.visits import Carried, ValueKind
from tracker.storage.answers.asked import Asked
from tracker.storage.clickhouse.answering import asked_of, read
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse.sources import DAY, THERE
from tracker.storage.clickhouse.text_tables import TextTables
from tracker.storage.clickhouse_lists.event_pages import counted_rows
from tracker.storage.exports.carried import MOST

KINDS: dict[str, ValueKind] = {
    **dict.fromkeys(("Int64", "UInt64", "Double"), "number"),
    "Bool": "boolean",
    "Array": "list",
}
VALUE = (
    "multiIf(kind = 'String', JSONExtractString(properties, key), kind = 'Null', '',"
    " JSONExtractRaw(properties, key))"
)
NO_VALUE = "''"


async def carried(engine: ClickHouse, question: Question, by_value: bool) -> list[Carried]:
    """Which properties the rows have that lie in the question's span and that its filters select,
    the most frequent first. Raises Refused, Away."""
    asked, tables = await asked_of(engine, question)
    found = await read(
        engine,
        asked,
        tables,
        f"select name, key, kind, {VALUE if by_value else NO_VALUE} as value, count() as events"
        " from (select *, toString(JSONType(properties, key)) as kind from"
        " (select *, arrayJoin(JSONExtractKeys(properties)) as key from"
        f" ({_chosen(asked, tables)})))"
        " group by name, key, kind, value"
        f" order by events desc, name, key, kind, value limit {MOST}",
    )
    return [
        Carried(event, name, KINDS.get(kind, "text"), value, int(events))
        for event, name, kind, value, events in found
    ]


async def carrying(engine: ClickHouse, question: Question) -> int:
    """How many of those rows have any. Raises Refused, Away."""
    asked, tables = await asked_of(engine, question)
    chosen = _chosen(asked, tables)
    [[events]] = await read(engine, asked, tables, f"select count() from ({chosen})")
    return int(events)


def _chosen(asked: Asked, tables: TextTables) -> str:
    start, end = asked.question.span
    rows = (
        f"select visit, cursor from {tables.rows(asked)} where ms >= {start} and ms < {end}"
        f" and day between {asked.first} and {asked.last} and {counted_rows(asked)}"
    )
    days = f"utc_day between toDate({start // DAY}) and toDate({(end - 1) // DAY})"
    return (
        f"select name, properties from event final where site = {asked.question.site_id}"
        f" and {days} and {THERE} and properties != '' and (visit, cursor) in ({rows})"
    )
