"""A site's events with the newest first, a page at a time: which they are, and then what they
are."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.domain.reports.question import Question
from tracker.domain.reports.visits import EventPlace, EventRow
from tracker.storage.clickhouse.answering import DEADLINE, asked_of, read
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse.sources import DAY, THERE
from tracker.storage.clickhouse_lists.event_pages import EventKey, counted_rows

AT_ONCE = 1_000  # events
COLUMNS = (
    "ms, cursor, visit, name, host, path, title.2, properties, place.2, place.3, place.4,"
    " browser, system, device"
)


async def newest_events(
    engine: ClickHouse, question: Question, before: EventPlace, most: int
) -> list[EventRow]:
    """The last ones before that place that lie in the question's span and that its filters select.
    Raises Refused, Away."""
    start, end = question.span
    asked, tables = await asked_of(engine, question)
    found = await read(
        engine,
        asked,
        tables,
        f"select ms, cursor, visit from {tables.rows(asked)}"
        f" where day between {asked.first} and {asked.last} and ms >= {start} and ms < {end}"
        f" and (ms, cursor) < ({before.at}, {before.cursor}) and {counted_rows(asked)}"
        f" order by ms desc, cursor desc limit {int(most)}",
    )
    keys, rows = [EventKey(*row) for row in found], []
    for first in range(0, len(keys), AT_ONCE):
        rows += await _named(engine, question.site_id, keys[first : first + AT_ONCE])
    return rows


async def _named(engine: ClickHouse, site: int, keys: Sequence[EventKey]) -> list[EventRow]:
    listed = ", ".join(f"(toDate({at // DAY}), {visit}, {cursor})" for at, cursor, visit in keys)
    found = await engine.rows(
        f"select {COLUMNS} from event final where site = {{site:UInt32}}"
        f" and (utc_day, visit, cursor) in ({listed}) and {THERE}"
        " order by ms desc, cursor desc",
        {"site": site},
        within=DEADLINE,
    )
    return [EventRow(*row) for row in found]
