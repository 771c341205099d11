"""Which properties an event's rows carry. It blocks."""

from __future__ import annotations

from tracker.domain.reports.question import Question
from tracker.storage.numbered.asked_duck import AskedDuck
from tracker.storage.numbered.duck_tables import ROWS
from tracker.storage.reports.duck import Connection

LOOKED = 200_000  # of its rows' properties, so that it takes some tenths of a second at most
MOST = 50


def property_names(duck: Connection, question: Question, event: str) -> list[str]:
    """Those of rows of that name in the question's span, the most frequent first; its filters do
    not matter. Raises EngineError."""
    asked = AskedDuck(duck, question)
    start, end = question.span
    found = asked.read(
        "select key from (select unnest(json_keys(properties)) as key"
        f" from {ROWS} where site = {question.site_id} and day between {asked.first} and"
        f" {asked.last} and ms >= {start} and ms < {end} and properties is not null"
        f" and name in (select id from text where value = {asked.value(event)}) limit {LOOKED})"
        f" group by key order by count(*) desc, key limit {MOST}"
    )
    return [row[0] for row in found]
