"""A site's events with the newest first, a page at a time. It blocks."""

from __future__ import annotations

from tracker.domain.reports.question import Question
from tracker.domain.reports.visits import EventPlace, EventRow
from tracker.storage.exports.selected import counted_rows
from tracker.storage.exports.visited_rows import WORDS
from tracker.storage.numbered.asked_duck import AskedDuck
from tracker.storage.numbered.duck_tables import ROWS
from tracker.storage.reports.duck import Connection

NAMED_EVENTS = """
select r.ms, r.cursor, r.visit, coalesce(name.value, ''), coalesce(host.value, ''),
    coalesce(path.value, ''), coalesce(title.value, ''), coalesce(r.properties, ''),
    coalesce(p.country, ''), coalesce(p.region, ''), coalesce(p.city, ''),
    coalesce(a.browser, ''), coalesce(a.system, ''), coalesce(a.device, '')
from chosen r
left join words name on name.id = r.name left join words host on host.id = r.host
left join words path on path.id = r.path left join words title on title.id = r.title
left join place p on p.id = r.place left join agent a on a.id = r.agent
order by r.ms desc, r.cursor desc
"""


def newest_events(
    duck: Connection, question: Question, before: EventPlace, most: int
) -> list[EventRow]:
    """The last ones before that place that lie in the question's span and that its filters select.
    Raises EngineError."""
    asked = AskedDuck(duck, question)
    start, end = question.span
    chosen = (
        f"select * from {ROWS} where site = {question.site_id}"
        f" and day between {asked.first} and {asked.last} and ms >= {start} and ms < {end}"
        f" and (ms < {before.at} or (ms = {before.at} and cursor < {before.cursor}))"
        f" and {counted_rows(asked)} order by ms desc, cursor desc limit {int(most)}"
    )
    found = asked.read(
        f"with chosen as materialized ({chosen}), words as materialized ({WORDS}) {NAMED_EVENTS}"
    )
    return [EventRow(*row) for row in found]
