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
    opened = (
        f"select visit, {place} as place, path from {ROWS} where {around(asked)}"
        f" and name = {asked.tables.pageview} and visit in (select visit from s)"
    )
    side = "" if begin is None else f" and r.place {'<' if back else '>'} s.place"
    of_visit = _next(opened, side, back) if len(columns) == 1 else _way(opened, side, back, columns)
    tables = (
        f"begun as materialized (select visit from visit where {begun(asked)}),"
        f" s as materialized ({_beginnings(asked, begin, place)}), {of_visit}"
    )
    found = asked.read(f"with {tables} {_counted(asked, way)} order by 1, 4 desc, 3")
    return [column_of([line for number, *line in found if number == n]) for n in columns]


def _next(opened: str, side: str, back: bool) -> str:
    """Of each visit one page: the nearest, so nothing has to be put in order."""
    nearest = "arg_max" if back else "arg_min"
    return (
        f"p as materialized (select s.visit, {nearest}(r.path, r.place) as p1 from s"
        f" left join ({opened}) r on r.visit = s.visit{side} group by s.visit)"
    )


def _way(opened: str, side: str, back: bool, columns: range) -> str:
    """Of each visit the page in each of these columns."""
    order = "desc" if back else "asc"
    pages = (
        "select r.visit, r.place, r.path,"
        f" lag(r.path) over (partition by r.visit order by r.place {order}) as earlier"
        f" from ({opened}) r join s on s.visit = r.visit{side}"
    )
    numbered = (
        f"select visit, path, row_number() over (partition by visit order by place {order}) as n"
        " from w where path is distinct from earlier"
    )
    at = "".join(f", max(path) filter (n = {n}) as p{n}" for n in columns)
    return (
        f"w as ({pages}), c as ({numbered}), p as materialized (select s.visit{at} from s"
        f" left join c on c.visit = s.visit and c.n <= {columns[-1]} group by s.visit)"
    )


def _beginnings(asked: AskedDuck, begin: Condition | None, place: str) -> str:
    """The visits, each with the row from which it is looked at: only theirs are put in order."""
    if begin is None:
        return "select distinct visit from begun"
    return (
        f"select visit, min({place}) as place from {ROWS} where {around(asked)}"
        f" and {holds(begin, asked, True)} and visit in (select visit from begun) group by visit"
    )


def _counted(asked: AskedDuck, way: Sequence[str]) -> str:
    """Of each column: its number, how many visits reach it, the most frequent pages with theirs."""
    parts = []
    for n in range(1, min(len(way) + 1, COLUMNS) + 1):
        gone = "".join(
            f" and p{k} = (select id from text where value = {asked.value(page)})"
            for k, page in enumerate(way[: n - 1], 1)
        )
        parts.append(
            f"(select {n} as n, sum(count(*)) over () as whole, t.value, count(*) as visits"
            f" from p left join text t on t.id = p{n} where true{gone} group by t.value"
            f" order by visits desc, t.value limit {LINES})"
        )
    return " union all ".join(parts)


def column_of(found: Sequence[Sequence[object]]) -> Column:
    """Of rows with how many visits there are in all, the page, and its visits."""
    lines = [
        Line(None if page is None else str(page), int(str(visits))) for _, page, visits in found
    ]
    return Column(lines, int(str(found[0][0])) if found else 0)
