"""How far visits get along a row of steps, and how long each takes them. It blocks."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.domain.reports.conditions import Condition
from tracker.domain.reports.journeys import Reached
from tracker.domain.reports.question import Question
from tracker.storage.answers.keys import key_of
from tracker.storage.answers.labels import label_of
from tracker.storage.journeys.begun import begun
from tracker.storage.journeys.steps import taken
from tracker.storage.numbered.asked_duck import AskedDuck
from tracker.storage.reports.duck import Connection

MEDIAN = "median({0})::double as {0}"


def reached(
    duck: Connection, question: Question, steps: Sequence[Condition], strict: bool = False
) -> list[Reached]:
    """One for all, or one for each value of the question's dimension, a visit's, the most visits
    first. `strict`: nothing else lies between two steps. Raises EngineError."""
    asked = AskedDuck(duck, question)
    keys = [key_of(each, place, asked) for place, each in enumerate(question.dimensions)]
    labels = [label_of(each, place, asked) for place, each in enumerate(question.dimensions)]
    of_visit = "".join(f", {key.of_visit} as k{place}" for place, key in enumerate(keys))
    by = [f"k{place}" for place in range(len(keys))]
    visits = (
        f"select visit{of_visit} from visit{''.join(key.visit_join for key in keys)}"
        f" where {begun(asked)}"
    )
    shown = f"{label.text} as value" if (label := next(iter(labels), None)) else "'' as value"
    found = asked.read(
        f"with begun as materialized ({visits}), {taken(asked, steps, strict, by)},"
        f" counted as ({_counted(len(steps), by)})"
        f" select {shown}, g.* from ({_side_by_side(len(steps), by)}) g"
        f"{label.join if label else ''} order by 2 desc, 1 limit {int(question.limit)}"
    )
    return [reached_of(row, len(steps)) for row in found]


def _counted(steps: int, by: Sequence[str]) -> str:
    """A line for each step and key. To the first step nobody takes time, and to the second as much
    since the first as since the last: it is medians that cost."""
    grouped, columns = _grouped(by), "".join(f", {each}" for each in by)
    times = {
        1: "min(took)::double as took, min(whole)::double as whole",
        2: f"{MEDIAN.format('took')}, null",
    }
    others = f"{MEDIAN.format('took')}, {MEDIAN.format('whole')}"
    return " union all ".join(
        f"select {n} as n, count(*) as visits, {times.get(n, others)}{columns} from n{n}{grouped}"
        for n in range(1, steps + 1)
    )


def _side_by_side(steps: int, by: Sequence[str]) -> str:
    """One line for each key."""
    found = []
    for n in range(1, steps + 1):
        whole = "took" if n == 2 else "whole"
        found += [f"ifnull(any_value(visits) filter (n = {n}), 0)"]
        found += [f"any_value({each}) filter (n = {n})" for each in ("took", whole)]
    return f"select {', '.join([*found, *by])} from counted{_grouped(by)}"


def _grouped(by: Sequence[str]) -> str:
    return f" group by {', '.join(by)}" if by else ""


def stopped(asked: AskedDuck, steps: Sequence[Condition], strict: bool, at: int) -> str:
    """Of a visit: that it took so many of the steps and not the next one. A statement that begins
    with it has the visits of the question's span only."""
    further = f" and visit not in (select visit from n{at + 1})" if at < len(steps) else ""
    tables = taken(asked, steps, strict, ())
    visits = f"begun as materialized (select visit from visit where {begun(asked)})"
    return f"visit in (with {visits}, {tables} select visit from n{at} where true{further})"


def reached_of(row: Sequence[object], steps: int) -> Reached:
    """A row of such a statement: the value, then of each step visits and both medians."""
    value, *counted = row
    visits = [int(str(counted[3 * n])) for n in range(steps)]
    last, first = ([_number(counted[3 * n + k]) for n in range(steps)] for k in (1, 2))
    return Reached(str(value), visits, last, first)


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))
