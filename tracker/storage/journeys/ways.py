"""What visits opened next after a page, an event or their beginning, and what before. It blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tracker.domain.reports.conditions import Condition
from tracker.domain.reports.question import Question
from tracker.storage.answers.asked import Asked
from tracker.storage.answers.selecting import ROWS, holds
from tracker.storage.journeys.begun import around, begun
from tracker.storage.journeys.row_order import RowOrder
from tracker.storage.reports.duck import Connection

COLUMNS = 5  # pages that are looked ahead
LINES = 8  # of a column


class Line(NamedTuple):
    """`page`: a path; None where the visit opened no further page."""

    page: str | None
    visits: int


class Column(NamedTuple):
    """The pages at that distance: the most frequent ones, and how many visits there are in all."""

    lines: list[Line]
    visits: int


def ways(
    duck: Connection, question: Question, begin: Condition | None, way: Sequence[str], back: bool
) -> list[Column]:
    """The column behind each page of the way, and the first. `begin`: what is true of the row from
    which a visit is looked at, its first such one; None for its very beginning. `back`: what came
    before. A page that is opened again at once counts as once. Raises EngineError."""
    asked = Asked(duck, question)
    order = "desc" if back else "asc"
    starts = "true" if begin is None else holds(begin, asked, True)
    side = "<" if back else ">=" if begin is None else ">"
    rows = (
        f"select visit, {RowOrder(asked).place} as place, path, name = {asked.pageview} as is_page,"
        f" {starts} as starts from {ROWS} where {around(asked)}"
        " and visit in (select visit from begun)"
    )
    pages = (
        "select r.visit, r.place, r.path,"
        f" lag(r.path) over (partition by r.visit order by r.place {order}) as earlier"
        f" from r join s on s.visit = r.visit and r.place {side} s.place where r.is_page"
    )
    numbered = (
        f"select visit, path, row_number() over (partition by visit order by place {order}) as n"
        " from w where path is distinct from earlier"
    )
    columns = "".join(f", max(path) filter (n = {n}) as p{n}" for n in range(1, COLUMNS + 1))
    tables = (
        f"begun as materialized (select visit from visit where {begun(asked)}),"
        f" r as materialized ({rows}),"
        " s as materialized (select visit, min(place) as place from r where starts group by visit),"
        f" w as ({pages}), c as ({numbered}),"
        f" p as materialized (select s.visit{columns} from s left join c on c.visit = s.visit"
        f" and c.n <= {COLUMNS} group by s.visit)"
    )
    found = asked.read(f"with {tables} {_counted(asked, way)} order by 1, 4 desc, 3")
    return _columns(found, min(len(way) + 1, COLUMNS))


def _counted(asked: Asked, way: Sequence[str]) -> str:
    """Of each column: its number, how many visits reach it, each page with how many."""
    parts = []
    for n in range(1, min(len(way) + 1, COLUMNS) + 1):
        gone = "".join(
            f" and p{k} = (select id from text where value = {asked.value(page)})"
            for k, page in enumerate(way[: n - 1], 1)
        )
        parts.append(
            f"select {n} as n, sum(count(*)) over () as whole, t.value, count(*) as visits"
            f" from p left join text t on t.id = p{n} where true{gone} group by t.value"
        )
    return " union all ".join(parts)


def _columns(found: Sequence[tuple[object, ...]], columns: int) -> list[Column]:
    made = []
    for number in range(1, columns + 1):
        rows = [row for row in found if row[0] == number]
        lines = [Line(None if page is None else str(page), int(str(n))) for *_, page, n in rows]
        made.append(Column(lines[:LINES], sum(line.visits for line in lines)))
    return made
