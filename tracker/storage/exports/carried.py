"""What a site's events carry, counted. It blocks."""

from __future__ import annotations

from tracker.domain.reports.question import Question
from tracker.domain.reports.visits import Carried, ValueKind
from tracker.storage.exports.selected import counted_rows
from tracker.storage.numbered.asked_duck import AskedDuck
from tracker.storage.numbered.duck_tables import ROWS
from tracker.storage.reports.duck import Connection

MOST = 500  # lines
KINDS: dict[str, ValueKind] = {
    **dict.fromkeys(("BIGINT", "UBIGINT", "DOUBLE", "HUGEINT"), "number"),
    "BOOLEAN": "boolean",
    "ARRAY": "list",
}
POINTER = "'/' || replace(replace(key, '~', '~0'), '/', '~1')"
LINES = (
    """
select coalesce(name.value, ''), key, json_type(r.properties, """
    + POINTER
    + """) as kind,
    {value} as value, count(*) as events
from (select *, unnest(json_keys(properties)) as key from chosen) r
left join text name on name.id = r.name
group by all order by events desc, 1, 2, 3, 4 limit {most}
"""
)
VALUE = "coalesce(json_extract_string(r.properties, " + POINTER + "), '')"


def carried(duck: Connection, question: Question, by_value: bool) -> list[Carried]:
    """Which properties the rows have that lie in the question's span and that its filters select,
    the most frequent first. Raises EngineError."""
    asked = AskedDuck(duck, question)
    found = asked.read(
        f"with chosen as materialized ({_chosen(asked)})"
        + LINES.format(value=VALUE if by_value else "''", most=MOST)
    )
    return [
        Carried(event, name, KINDS.get(kind, "text"), value, events)
        for event, name, kind, value, events in found
    ]


def carrying(duck: Connection, question: Question) -> int:
    """How many of those rows have any. Raises EngineError."""
    asked = AskedDuck(duck, question)
    [(events,)] = asked.read(f"select count(*) from ({_chosen(asked)})")
    return int(events)


def _chosen(asked: AskedDuck) -> str:
    (start, end), site = asked.question.span, asked.question.site_id
    return (
        f"select name, properties from {ROWS} where site = {site} and properties is not null"
        f" and day between {asked.first} and {asked.last} and ms >= {start} and ms < {end}"
        f" and {counted_rows(asked)}"
    )
