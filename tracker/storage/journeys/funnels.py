"""How far visits get along a row of steps, and how long each takes them. It blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tracker.domain.reports.conditions import Condition
from tracker.domain.reports.question import Question
from tracker.storage.answers.keys import key_of
from tracker.storage.answers.labels import label_of
from tracker.storage.answers.selecting import holds
from tracker.storage.journeys.begun import around, begun
from tracker.storage.journeys.row_order import RowOrder
from tracker.storage.numbered.asked_duck import AskedDuck
from tracker.storage.numbered.duck_tables import ROWS
from tracker.storage.reports.duck import Connection


class Reached(NamedTuple):
    """Of visits that began in the question's span and that its filters select: how many took each
    step, and all before it; of those that did, the median of the ms since the step before (0 for
    the first), and since the first. `value`: of the question's dimension."""

    value: str
    visits: list[int]
    since_last: list[float | None]
    since_first: list[float | None]


def reached(
    duck: Connection, question: Question, steps: Sequence[Condition], strict: bool = False
) -> list[Reached]:
    """One for all, or one for each value of the question's dimension, a visit's, the most visits
    first. `strict`: nothing else lies between two steps. Raises EngineError."""
    asked = AskedDuck(duck, question)
    numbers = range(1, len(steps) + 1)
    keys = [key_of(each, place, asked) for place, each in enumerate(question.dimensions)]
    labels = [label_of(each, place, asked) for place, each in enumerate(question.dimensions)]
    counted = [
        f"count(n{n}.visit), median(n{n}.took)::double, median(n{n}.whole)::double" for n in numbers
    ]
    of_visit = "".join(f", {key.of_visit} as k{place}" for place, key in enumerate(keys))
    by = "".join(f", k{place}" for place in range(len(keys)))
    joins = "".join(f" left join n{n} on n{n}.visit = n1.visit" for n in numbers if n > 1)
    visits = (
        f"select visit{of_visit} from visit{''.join(key.visit_join for key in keys)}"
        f" where {begun(asked)}"
    )
    groups = (
        f"select {', '.join(counted)}{by} from n1 join begun on begun.visit = n1.visit{joins}"
        f"{f' group by {by[2:]}' if by else ''}"
    )
    shown = f"{label.text} as value" if (label := next(iter(labels), None)) else "'' as value"
    found = asked.read(
        f"with begun as materialized ({visits}), {_taken(asked, steps, strict)}"
        f" select {shown}, g.* from ({groups}) g{label.join if label else ''}"
        f" order by 2 desc, 1 limit {int(question.limit)}"
    )
    return [_reached(row, len(steps)) for row in found]


def stopped(asked: AskedDuck, steps: Sequence[Condition], strict: bool, at: int) -> str:
    """Of a visit: that it took so many of the steps and not the next one. A statement that begins
    with it has the visits of the question's span only."""
    further = f" and visit not in (select visit from n{at + 1})" if at < len(steps) else ""
    taken = _taken(asked, steps, strict)
    visits = f"begun as materialized (select visit from visit where {begun(asked)})"
    return f"visit in (with {visits}, {taken} select visit from n{at} where true{further})"


def _taken(asked: AskedDuck, steps: Sequence[Condition], strict: bool) -> str:
    """Tables n1, n2 …: by visit that took the step the shortest times to it, in ms."""
    rows = [_rows(asked, each) for each in steps]
    return ", ".join(_strictly(asked, steps, rows) if strict else _in_order(rows, RowOrder(asked)))


def _rows(asked: AskedDuck, step: Condition) -> str:
    """Rows that take the step, on the days on which the span's visits may."""
    return f"{ROWS} where {around(asked)} and {holds(step, asked, True)}"


def _in_order(rows: Sequence[str], order: RowOrder) -> Iterator[str]:
    """The earliest row of each visit behind the one of the step before. Each step reads its own
    rows: of a year there are too many to keep them."""
    yield (
        f"t1 as materialized (select visit, place, place as began, place as last from ("
        f"select visit, min({order.place}) as place from {rows[0]} group by visit)"
        " where visit in (select visit from begun))"
    )
    for n, each in enumerate(rows[1:], 2):
        yield (
            f"t{n} as materialized (select r.visit, min(r.place) as place,"
            " any_value(p.began) as began, any_value(p.place) as last"
            f" from (select visit, {order.place} as place from {each}) r"
            f" join t{n - 1} p on p.visit = r.visit and r.place > p.place group by r.visit)"
        )
    for n in range(1, len(rows) + 1):
        took, whole = (f"({order.ms('place')} - {order.ms(each)})" for each in ("last", "began"))
        yield (
            f"n{n} as (select visit, {took}::bigint as took, {whole}::bigint as whole from t{n})"
        )


def _strictly(asked: AskedDuck, steps: Sequence[Condition], rows: Sequence[str]) -> Iterator[str]:
    """All rows that stand right behind one of the step before, of visits that took the first two
    steps in whatever order: only theirs are put in order."""
    yield (
        f"n1 as materialized (select distinct visit, 0 as took, 0 as whole from {rows[0]}"
        " and visit in (select visit from begun))"
    )
    yield (
        f"maybe as materialized (select distinct visit from {rows[1]}"
        " and visit in (select visit from n1))"
    )
    taken = "".join(f", {holds(each, asked, True)} as s{n}" for n, each in enumerate(steps, 1))
    place = "row_number() over (partition by visit order by ms, cursor)"
    yield (
        f"taken as materialized (select visit, ms, {place} as place{taken} from {ROWS}"
        f" where {around(asked)} and visit in (select visit from maybe))"
    )
    yield "t1 as (select visit, place, ms, ms as began, 0 as took from taken where s1)"
    for n in range(2, len(steps) + 1):
        yield (
            f"t{n} as materialized (select r.visit, r.place, r.ms, p.began, r.ms - p.ms as took"
            f" from taken r join t{n - 1} p on p.visit = r.visit and r.place = p.place + 1"
            f" where r.s{n})"
        )
        yield (
            f"n{n} as (select visit, min(took) as took, min(ms - began) as whole from t{n}"
            " group by visit)"
        )


def _reached(row: tuple[object, ...], steps: int) -> Reached:
    value, *counted = row
    visits = [int(str(counted[3 * n])) for n in range(steps)]
    last, first = ([_number(counted[3 * n + k]) for n in range(steps)] for k in (1, 2))
    return Reached(str(value), visits, last, first)


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))
