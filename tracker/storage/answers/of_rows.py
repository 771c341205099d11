"""Parts that are counted from rows. `key`: the one of a goal, which is the same for all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tracker.domain.reports.goals import Goal
from tracker.storage.answers.asked import Asked
from tracker.storage.answers.grouped import Grouped
from tracker.storage.answers.selecting import around
from tracker.storage.answers.terms import property_named

COLUMNS = ("day", "visitor", "name", "engaged", "depth")
OPENS = ("opens", "alone")
FIRSTS = {
    "visits": "count(*)",
    "bounces": "count(*) filter (where bounce)",
    "duration": "sum(duration)",
}
NO_KEY: Mapping[int, str] = {}


def rows(
    grouped: Grouped,
    where: str,
    counted: str = "true",
    key: Mapping[int, str] = NO_KEY,
    who: bool = True,
) -> str:
    """Visitors and events. `counted`: only those of the rows count for events."""
    visitors = {"visitors": _who(grouped.asked)} if who else {}
    source = f"{_keyed(grouped, where, counted)} r"
    return grouped.by(_named(grouped, key), {**_events(grouped.asked), **visitors}, source)


def opened(grouped: Grouped, where: str) -> Iterator[str]:
    """By pages: a visit's first row of a page says all of its visits and visitors."""
    sums = {**_events(grouped.asked), "visits": "count(*) filter (where opens = 2)"}
    alone = {"visitors": "count(*) filter (where opens > 0 and alone)"}
    source = f"{_keyed(grouped, f'{grouped.in_span()} and {where}', 'true')} r"
    yield grouped.by(_named(grouped), {**sums, **alone}, source)
    if "visitors" in grouped.wanted:
        others = {"visitors": _who(grouped.asked)}
        yield grouped.by(_named(grouped), others, f"{source} where opens > 0 and not alone")
    if grouped.wanted & {"bounces", "duration"}:
        yield firsts(grouped, where, without="visits")


def firsts(grouped: Grouped, where: str, key: Mapping[int, str] = NO_KEY, without: str = "") -> str:
    """Visits by the first of their rows that say the same, if it is in the span."""
    timeless = {p: k for p, k in grouped.keys.items() if not grouped.is_time(p)}
    keys = "".join(f"{k.of_row} as k{p}, " for p, k in timeless.items())
    by = ", ".join([*(f"k{p}" for p in timeless), "visit"])
    first = (
        f"select {keys}visit as of, min(day) as day, min(hour) as hour, min(ms) as ms"
        f" from {_joined(grouped)} where {where} group by {by}"
    )
    asked = grouped.asked
    visits = f"{asked.tables.visits(asked)} v where {around(asked)} and begins"
    whole = f"select visit, bounce, duration from {visits}"
    times = {p: k.of_row for p, k in grouped.keys.items() if grouped.is_time(p)}
    return grouped.by(
        {**_named(grouped, key), **times},
        {name: counted for name, counted in FIRSTS.items() if name != without},
        f"({first}) f join ({whole}) w on w.visit = f.of where {grouped.in_span()}",
        there=False,
    )


def conversions(grouped: Grouped, goal: Goal, where: str, key: Mapping[int, str] = NO_KEY) -> str:
    """Rows that meet the goal, as `where` says; with a `key` they make groups."""
    asked = grouped.asked
    sums = {
        "conversions": "count(*)",
        "converters": _who(asked),
        "revenue": _worth(goal, asked) if "revenue" in grouped.wanted else "",
    }
    keys = {place: k.of_row for place, k in grouped.keys.items()}
    return grouped.by({**keys, **key}, sums, f"{_joined(grouped)} where {where}", there=bool(key))


def _worth(goal: Goal, asked: Asked) -> str:
    words = asked.tables.words
    if not goal.has_revenue:
        return words.money.format("0")
    if not goal.sums:
        return f"count(*) * {words.money.format(asked.value(str(goal.value)))}"
    return f"sum({words.money_said.format(property_named(goal.sums, asked))})"


def _who(asked: Asked) -> str:
    return f"count(distinct {asked.tables.words.who})"


def _events(asked: Asked) -> dict[str, str]:
    view = f"counted and name = {asked.tables.pageview}"
    return {
        "pageviews": f"count(*) filter (where {view})",
        "others": f"count(*) filter (where counted and name != {asked.tables.pageview})",
        "engaged": f"sum(engaged) filter (where {view})",
        "depth": f"sum(depth) filter (where {view})",
        "told": f"count(*) filter (where {view} and (depth > 0 or engaged > 0))",
    }


def _keyed(grouped: Grouped, where: str, counted: str) -> str:
    keys = [f"{k.of_row} as k{p}" for p, k in grouped.keys.items()]
    known = (*COLUMNS, *(OPENS if grouped.asked.tables.opens else ()))
    columns = ", ".join([*keys, *known, f"{counted} as counted"])
    return f"(select {columns} from {_joined(grouped)} where {where})"


def _named(grouped: Grouped, key: Mapping[int, str] = NO_KEY) -> dict[int, str]:
    return {**{place: f"k{place}" for place in grouped.keys}, **key}


def _joined(grouped: Grouped) -> str:
    rows_of = grouped.asked.tables.rows(grouped.asked)
    return f"{rows_of} rows_" + "".join(key.row_join for key in grouped.keys.values())
