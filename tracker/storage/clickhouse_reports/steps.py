"""The steps that visits take, one after the other: looked for in each visit's rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tracker.domain.reports.conditions import Condition, terms_in
from tracker.storage.answers.asked import Asked
from tracker.storage.answers.selecting import holds
from tracker.storage.journeys.begun import around, begun

NO_KEYS: Mapping[str, str] = {}


def named_in(conditions: Iterable[Condition]) -> set[str]:
    """Dimensions on which they are."""
    return {term.dimension for each in conditions for term in terms_in(each)}


def taken(
    asked: Asked, steps: Sequence[Condition], strict: bool, keys: Mapping[str, str] = NO_KEYS
) -> str:
    """A statement: by visit how many steps it took one after the other, `far`, and of each in ms
    the shortest times since the one before, `took1` and on, and since the first, `whole1` and on.
    `keys`: expressions of a visit, by their names."""
    found = _strictly(len(steps)) if strict else _in_order(len(steps))
    columns = ", ".join(["visit", *keys, *found])
    return f"select {columns} from ({_in_a_row(asked, steps, strict, keys)})"


def stopped(asked: Asked, steps: Sequence[Condition], strict: bool, at: int) -> str:
    """Of a visit: that it took so many of the steps and not the next one."""
    return f"visit in (select visit from ({taken(asked, steps, strict)}) where far = {at})"


def _in_a_row(
    asked: Asked, steps: Sequence[Condition], strict: bool, keys: Mapping[str, str]
) -> str:
    """By visit `times` and `masks` of its rows in order: a bit of a mask for each step that the row
    takes. Rows that take none are between two steps only where order is strict."""
    rows = f"{asked.tables.rows(asked)} r where {around(asked)}"
    bits = (f"{1 << n} * toUInt16({holds(each, asked, True)})" for n, each in enumerate(steps))
    which = "mask > 0"
    if strict:
        which = f"visit in (select visit from {rows} and {holds(steps[0], asked, True)})"
    named = "".join(f", {key} as {name}" for name, key in keys.items())
    by = "".join(f", {name}" for name in keys)
    visits = f"select visit as of{named} from {asked.tables.visits(asked)} where {begun(asked)}"
    masked = f"select visit, ms, cursor, {' + '.join(bits)} as mask from {rows} and {which}"
    return (
        f"select visit{by}, arraySort(groupArray((ms, cursor, mask))) as rows_, rows_.1 as times,"
        f" rows_.3 as masks from ({masked}) m join ({visits}) b on b.of = m.visit"
        f" group by visit{by}"
    )


def _in_order(steps: int) -> Iterator[str]:
    """The earliest row behind that of the step before; `at` is its place, 0 where there is none."""
    yield "arrayFirstIndex(mask -> bitTest(mask, 0), masks) as at1"
    for n in range(2, steps + 1):
        behind = f"(mask, place) -> place > at{n - 1} and bitTest(mask, {n - 1})"
        first = f"arrayFirstIndex({behind}, masks, arrayEnumerate(masks))"
        yield f"if(at{n - 1} = 0, 0, {first}) as at{n}"
    yield f"{' + '.join(f'(at{n} > 0)' for n in range(1, steps + 1))} as far"
    for n in range(1, steps + 1):
        yield f"times[at{n}] - times[at{max(n - 1, 1)}] as took{n}"
        yield f"times[at{n}] - times[at1] as whole{n}"


def _strictly(steps: int) -> Iterator[str]:
    """All rows with which a way along the steps begins: `on` says of each how far it goes. Arrays
    are moved beside each other, for none is looked at as a whole for each of its rows."""
    yield "arrayMap(mask -> bitTest(mask, 0), masks) as on1"
    yield "times as times1"
    for n in range(2, steps + 1):
        goes_on = f"(was, mask) -> was and bitTest(mask, {n - 1})"
        yield f"arrayMap({goes_on}, on{n - 1}, arrayShiftLeft(masks, {n - 1})) as on{n}"
        yield f"arrayShiftLeft(times, {n - 1}) as times{n}"
    yield f"{' + '.join(f'has(on{n}, 1)' for n in range(1, steps + 1))} as far"
    for n in range(1, steps + 1):
        yield f"{_shortest(n, max(n - 1, 1))} as took{n}"
        yield f"{_shortest(n, 1)} as whole{n}"


def _shortest(to: int, since: int) -> str:
    apart = f"arrayMap((t, s) -> t - s, times{to}, times{since})"
    return f"arrayMin(arrayFilter((ms, is_on) -> is_on, {apart}, on{to}))"
