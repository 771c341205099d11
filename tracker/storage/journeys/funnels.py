"""How far visits get along a row of steps, and how long each takes them. It blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tracker.domain.reports.conditions import Condition
from tracker.domain.reports.question import Question
from tracker.storage.answers.asked import Asked
from tracker.storage.answers.keys import key_of
from tracker.storage.answers.labels import label_of
from tracker.storage.answers.selecting import ROWS, holds, selected_visits
from tracker.storage.reports.duck import Connection

# The order of a visit's rows as one number: of the same moment, those of the log.
PLACE = "ms::hugeint * 1000000000000000 + cursor"


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
    asked = Asked(duck, question)
    numbers = range(1, len(steps) + 1)
    keys = [key_of(each, place, asked) for place, each in enumerate(question.dimensions)]
    labels = [label_of(each, place, asked) for place, each in enumerate(question.dimensions)]
    counted = [
        f"count(n{n}.visit), median(n{n}.took)::double, median(n{n}.whole)::double" for n in numbers
    ]
    of_visit = "".join(f", {key.of_visit} as k{place}" for place, key in enumerate(keys))
    by = "".join(f", k{place}" for place in range(len(keys)))
    joins = "".join(f" left join n{n} on n{n}.visit = n1.visit" for n in numbers if n > 1)
    begun = (
        f"select visit{of_visit} from visit{''.join(key.visit_join for key in keys)}"
        f" where {_begun(asked)}"
    )
    groups = (
        f"select {', '.join(counted)}{by} from n1 join begun on begun.visit = n1.visit{joins}"
        f"{f' group by {by[2:]}' if by else ''}"
    )
    shown = f"{label.text} as value" if (label := next(iter(labels), None)) else "'' as value"
    found = asked.read(
        f"with begun as materialized ({begun}), {_taken(asked, steps, strict)}"
        f" select {shown}, g.* from ({groups}) g{label.join if label else ''}"
        f" order by 2 desc, 1 limit {int(question.limit)}"
    )
    return [_reached(row, len(steps)) for row in found]


def stopped(asked: Asked, steps: Sequence[Condition], strict: bool, at: int) -> str:
    """Of a visit: that it took so many of the steps and not the next one. A statement that begins
    with it has the visits of the question's span only."""
    further = f" and visit not in (select visit from n{at + 1})" if at < len(steps) else ""
    taken = _taken(asked, steps, strict)
    begun = f"begun as materialized (select visit from visit where {_begun(asked)})"
    return f"visit in (with {begun}, {taken} select visit from n{at} where true{further})"


def _begun(asked: Asked) -> str:
    start, end = asked.question.span
    return (
        f"site = {asked.question.site_id} and day between {asked.first} and {asked.last}"
        f" and begins and start >= {start} and start < {end} and {selected_visits(asked)}"
    )


def _taken(asked: Asked, steps: Sequence[Condition], strict: bool) -> str:
    """Tables n1, n2 …: by visit that took the step the shortest times to it."""
    parts = [_rows(asked, steps, strict)]
    for n in range(1, len(steps) + 1):
        parts.append(f"t{n} as ({_after(n, strict) if n > 1 else _first(strict)})")
        parts.append(
            f"n{n} as (select visit, min(took) as took, min(whole) as whole from t{n}"
            " group by visit)"
        )
    return ", ".join(parts)


def _rows(asked: Asked, steps: Sequence[Condition], strict: bool) -> str:
    """Rows of the visits with what they are of the steps: all of them where order is strict."""
    last = asked.last + asked.longest
    of_steps = [holds(each, asked, True) for each in steps]
    place = "row_number() over (partition by visit order by ms, cursor)" if strict else PLACE
    only = "" if strict else f" and ({' or '.join(of_steps)})"
    taken = "".join(f", {each} as s{n}" for n, each in enumerate(of_steps, 1))
    return (
        f"taken as materialized (select visit, ms, {place} as place{taken} from {ROWS}"
        f" where site = {asked.question.site_id} and day between {asked.first} and {last}"
        f" and visit in (select visit from begun){only})"
    )


def _first(strict: bool) -> str:
    if strict:
        return "select visit, place, ms, ms as began, 0 as took, 0 as whole from taken where s1"
    return (
        "select visit, min(place) as place, min(ms) as ms, min(ms) as began, 0 as took, 0 as whole"
        " from taken where s1 group by visit"
    )


def _after(n: int, strict: bool) -> str:
    """The earliest row of each visit behind the step before; where order is strict, all that stand
    right behind one."""
    if strict:
        return (
            f"select r.visit, r.place, r.ms, p.began, r.ms - p.ms as took, r.ms - p.began as whole"
            f" from taken r join t{n - 1} p on p.visit = r.visit and r.place = p.place + 1"
            f" where r.s{n}"
        )
    return (
        "select r.visit, min(r.place) as place, min(r.ms) as ms, any_value(p.began) as began,"
        " min(r.ms) - any_value(p.ms) as took, min(r.ms) - any_value(p.began) as whole"
        f" from taken r join t{n - 1} p on p.visit = r.visit and r.place > p.place"
        f" where r.s{n} group by r.visit"
    )


def _reached(row: tuple[object, ...], steps: int) -> Reached:
    value, *counted = row
    visits = [int(str(counted[3 * n])) for n in range(steps)]
    last, first = ([_number(counted[3 * n + k]) for n in range(steps)] for k in (1, 2))
    return Reached(str(value), visits, last, first)


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))
