"""The steps that visits take, one after the other, as tables of a statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.domain.reports.conditions import Condition
from tracker.storage.answers.selecting import holds
from tracker.storage.journeys.begun import around
from tracker.storage.journeys.row_order import RowOrder
from tracker.storage.numbered.asked_duck import AskedDuck
from tracker.storage.numbered.duck_tables import ROWS


def taken(asked: AskedDuck, steps: Sequence[Condition], strict: bool, by: Sequence[str]) -> str:
    """Tables n1, n2 …: by visit that took the step the shortest times to it, in ms, and its
    keys. They stand on a table `begun` of the visits, with the keys `by` which one asks."""
    rows = [_rows(asked, each) for each in steps]
    if strict:
        return ", ".join(_strictly(asked, steps, rows, by))
    return ", ".join(_in_order(rows, RowOrder(asked), by))


def _rows(asked: AskedDuck, step: Condition) -> str:
    """Rows that take the step, on the days on which the span's visits may."""
    return f"{ROWS} where {around(asked)} and {holds(step, asked, True)}"


def _in_order(rows: Sequence[str], order: RowOrder, by: Sequence[str]) -> Iterator[str]:
    """The earliest row of each visit behind the one of the step before. Each step reads its own
    rows: of a year there are too many to keep them. Keys go along: to look them up again for each
    step costs more."""
    keys = "".join(f", {each}" for each in by)
    along = "".join(f", any_value(p.{each}) as {each}" for each in by)
    yield (
        f"t1 as materialized (select r.visit, place, place as began, place as last{keys} from ("
        f"select visit, min({order.place}) as place from {rows[0]} group by visit) r"
        " join begun on begun.visit = r.visit)"
    )
    for n, each in enumerate(rows[1:], 2):
        yield (
            f"t{n} as materialized (select r.visit, min(r.place) as place,"
            f" any_value(p.began) as began, any_value(p.place) as last{along}"
            f" from (select visit, {order.place} as place from {each}) r"
            f" join t{n - 1} p on p.visit = r.visit and r.place > p.place group by r.visit)"
        )
    for n in range(1, len(rows) + 1):
        took, whole = (f"({order.ms('place')} - {order.ms(each)})" for each in ("last", "began"))
        yield (
            f"n{n} as (select visit, {took}::bigint as took, {whole}::bigint as whole{keys}"
            f" from t{n})"
        )


def _strictly(
    asked: AskedDuck, steps: Sequence[Condition], rows: Sequence[str], by: Sequence[str]
) -> Iterator[str]:
    """All rows that take the first step and are followed at once by one that takes the second, of
    visits that took both in whatever order: only theirs are put in order, once for all steps."""
    keys = "".join(f", {each}" for each in by)
    yield (
        f"n1 as materialized (select begun.*, 0 as took, 0 as whole from begun"
        f" where visit in (select visit from {rows[0]}))"
    )
    yield (
        f"maybe as materialized (select distinct visit from {rows[1]}"
        " and visit in (select visit from n1))"
    )
    behind = range(1, len(steps))
    bits = (
        f"case when {holds(step, asked, True)} then {1 << n} else 0 end"
        for n, step in enumerate(steps)
    )
    ahead = "".join(f", lead(f, {n}) over w as f{n}, lead(ms, {n}) over w as ms{n}" for n in behind)
    ends = " ".join(f"when (f{n} & {1 << n} <> 0) is not true then {n}" for n in behind)
    yield (
        f"taken as (select visit, ms, cursor, {' + '.join(bits)} as f from {ROWS}"
        f" where {around(asked)} and visit in (select visit from maybe))"
    )
    yield (
        f"runs as materialized (select visit, ms as ms0, {', '.join(f'ms{n}' for n in behind)},"
        f" case {ends} else {len(steps)} end as steps from (select visit, ms, f{ahead} from taken"
        " window w as (partition by visit order by ms, cursor)) where f & 1 and f1 & 2)"
    )
    for n in behind:
        yield (
            f"n{n + 1} as (select t.*{keys} from (select visit, min(ms{n} - ms{n - 1}) as took,"
            f" min(ms{n} - ms0) as whole from runs where steps > {n} group by visit) t"
            " join begun on begun.visit = t.visit)"
        )
