"""What visits opened next after a page, an event or their beginning, and what before. It blocks."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.domain.reports.conditions import Condition
from tracker.domain.reports.journeys import COLUMNS, Column, Line
from tracker.domain.reports.question import Question
from tracker.storage.answers.selecting import holds
from tracker.storage.journeys.begun import around, begun
from tracker.storage.journeys.row_order import RowOrder
from tracker.storage.numbered.asked_duck import AskedDuck
from tracker.storage.numbered.duck_tables import ROWS
from tracker.storage.reports.duck import Connection

LINES = 8  # of a column


def ways(
    duck: Connection, question: Question, begin: Condition | None, way: Sequence[str], back: bool
) -> list[Column]:
    """The column behind each page of the way, and the first. `begin`: what is true of the row from
    which a visit is looked at, its first such one; None for its very beginning. `back`: what came
    before. A page that is opened again at once counts as once. Raises EngineError."""
    asked = AskedDuck(duck, question)
    place = RowOrder(asked).place
    columns = range(1, min(len(way) + 1, COLUMNS) + 1)
    tables = [
        f"begun as materialized (select visit from visit where {begun(asked)})",
        f"s1 as materialized ({_beginnings(asked, begin, place)})",
        _opened(asked, 1, place, back, "" if begin is None else PASSED),
    ]
    for n, page in zip(columns[1:], way, strict=False):
        text = f"(select id from text where value = {asked.value(page)})"
        gone = f"select visit, place from p{n - 1} where path = {text}"
        tables += [
            f"s{n} as materialized ({gone})",
            _opened(asked, n, place, back, f"{PASSED} and r.path <> {text}"),
        ]
    counted = " union all ".join(_counted(n) for n in columns)
    found = asked.read(f"with {', '.join(tables)} {counted} order by 1, 4 desc, 3")
    return [column_of([line for number, *line in found if number == n]) for n in columns]


def _opened(asked: AskedDuck, n: int, place: str, back: bool, behind: str) -> str:
    """`p<n>`: each visit that went the way up to this column (`s<n>`), with the page it opened next
    and that one's place. The nearest is enough: no visit's rows have to be put in order."""
    nearest, least = ("arg_max", "max") if back else ("arg_min", "min")
    rows = (
        f"select visit, {place} as place, path from {ROWS} where {around(asked)}"
        f" and name = {asked.tables.pageview} and visit in (select visit from s{n})"
    )
    side = behind.format("<" if back else ">")
    return (
        f"p{n} as materialized (select s.visit, {nearest}(r.path, r.place) as path,"
        f" {least}(r.place) as place from s{n} s left join ({rows}) r on r.visit = s.visit{side}"
        " group by s.visit)"
    )


PASSED = " and r.place {} s.place"


def _beginnings(asked: AskedDuck, begin: Condition | None, place: str) -> str:
    """The visits, each with the row from which it is looked at."""
    if begin is None:
        return "select distinct visit from begun"
    return (
        f"select visit, min({place}) as place from {ROWS} where {around(asked)}"
        f" and {holds(begin, asked, True)} and visit in (select visit from begun) group by visit"
    )


def _counted(n: int) -> str:
    """Of a column: its number, how many visits reach it, the most frequent pages with theirs."""
    return (
        f"(select {n} as n, sum(count(*)) over () as whole, t.value, count(*) as visits"
        f" from p{n} p left join text t on t.id = p.path group by t.value"
        f" order by visits desc, t.value limit {LINES})"
    )


def column_of(found: Sequence[Sequence[object]]) -> Column:
    """Of rows with how many visits there are in all, the page, and its visits."""
    lines = [
        Line(None if page is None else str(page), int(str(visits))) for _, page, visits in found
    ]
    return Column(lines, int(str(found[0][0])) if found else 0)
