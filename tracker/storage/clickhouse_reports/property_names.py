"""Which properties an event's rows carry."""

from __future__ import annotations

from msgspec.structs import replace

from tracker.domain.reports.names import PROPERTY
from tracker.domain.reports.question import Question
from tracker.storage.clickhouse.answering import asked_of, read
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.numbered.property_names import LOOKED, MOST


async def property_names(engine: ClickHouse, question: Question, event: str) -> list[str]:
    """Those of rows of that name in the question's span, the most frequent first; its filters do
    not matter. Raises Refused, Away."""
    plain = replace(question, dimensions=(), filters=None, goals=(), goal=None)
    asked, tables = await asked_of(engine, plain, also={f"{PROPERTY}*"})
    start, end = question.span
    found = await read(
        engine,
        asked,
        tables,
        "select key from (select arrayJoin(JSONExtractKeys(said)) as key from"
        f" {tables.rows(asked)} where ms >= {start} and ms < {end} and said != ''"
        f" and name = {asked.value(event)} limit {LOOKED})"
        f" group by key order by count() desc, key limit {MOST}",
    )
    return [key for (key,) in found]
