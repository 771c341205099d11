"""Numbers of the events that a filter selects, in the order of time, page by page. It blocks."""

from __future__ import annotations

from tracker.domain.reports.question import Question
from tracker.domain.reports.visits import EventPlace
from tracker.storage.exports.selected import counted_rows
from tracker.storage.numbered.asked_duck import AskedDuck
from tracker.storage.numbered.duck_tables import ROWS
from tracker.storage.reports.duck import Connection

PAGE = 2_000  # events of one read


def event_page(
    duck: Connection, question: Question, after: EventPlace, head: int
) -> list[EventPlace]:
    """The next ones of the question's span up to the cursor `head`. Raises EngineError."""
    asked = AskedDuck(duck, question)
    start, end = question.span
    at, cursor = after
    found = asked.read(
        f"select ms, cursor from {ROWS} where site = {question.site_id}"
        f" and day between {asked.first} and {asked.last} and ms >= {start} and ms < {end}"
        f" and (ms > {at} or (ms = {at} and cursor > {cursor})) and cursor <= {head}"
        f" and {counted_rows(asked)} order by ms, cursor limit {PAGE}"
    )
    return [EventPlace(*row) for row in found]
