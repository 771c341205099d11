"""Parts that are counted from rows. `key`: one that is the same for all, such as a goal's."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.domain.reports.goals import Goal
from tracker.storage.answers.asked import Asked
from tracker.storage.answers.grouped import Grouped
from tracker.storage.answers.of_visits import WHO
from tracker.storage.answers.selecting import ROWS, around
from tracker.storage.answers.terms import pointer_of

COLUMNS = ("day", "visitor", "name", "engaged", "depth", "opens", "alone")
FIRSTS = {
    "visits": "count(*)",
    "bounces": "count(*) filter (bounce)",
    "duration": "sum(duration)",
}


def rows(
    grouped: Grouped, where: str, counted: str = "true", key: str = "", who: bool = True
) -> str:
    """Visitors and events. `counted`: only those of the rows count for events."""
    visitors = {"visitors": f"count(distinct {WHO})"} if who else {}
    sums = grouped.sums({**_events(grouped.asked), **visitors})
    return grouped.by([*grouped.names, *sums], _keyed(grouped, where, counted, key))


def opened(grouped: Grouped, where: str) -> Iterator[str]:
    """By pages: a visit's first row of a page says all of its visits and visitors."""
    sums = {**_events(grouped.asked), "visits": "count(*) filter (opens = 2)"}
    alone = {"visitors": "count(*) filter (opens > 0 and alone)"}
    others = {"visitors": f"count(distinct {WHO})"}
    source = _keyed(grouped, f"{grouped.in_span()} and {where}", "true", "")
    yield grouped.by([*grouped.names, *grouped.sums({**sums, **alone})], source)
    if "visitors" in grouped.wanted:
        apart = f"{source} where opens > 0 and not alone"
        yield grouped.by([*grouped.names, *grouped.sums(others)], apart)
    if grouped.wanted & {"bounces", "duration"}:
        yield firsts(grouped, where, without="visits")


def firsts(grouped: Grouped, where: str, key: str = "", without: str = "") -> str:
    """Visits by the first of their rows that say the same, if it is in the span."""
    timeless = {p: k for p, k in grouped.keys.items() if not grouped.is_time(p)}
    keys = "".join(f"{k.of_row} as k{p}, " for p, k in timeless.items())
    by = ", ".join([*(f"k{p}" for p in timeless), "visit"])
    first = (
        f"select {keys}visit as of, min(day) as day, min(hour) as hour, min(ms) as ms"
        f" from {_joined(grouped)} where {where} group by {by}"
    )
    whole = f"select visit, bounce, duration from visit where {around(grouped.asked)} and begins"
    times = [f"{k.of_row} as k{p}" for p, k in grouped.keys.items() if grouped.is_time(p)]
    sums = grouped.sums({name: sum_ for name, sum_ in FIRSTS.items() if name != without})
    same = [key] if key else []
    return grouped.by(
        [*same, *(f"k{p}" for p in timeless), *times, *sums],
        f"({first}) f join ({whole}) w on w.visit = f.of where {grouped.in_span()}",
        there=False,
    )


def conversions(grouped: Grouped, goal: Goal, where: str, key: str = "") -> str:
    """Rows that meet the goal, as `where` says; with a `key` they make groups."""
    sums = {
        "conversions": "count(*)",
        "converters": f"count(distinct {WHO})",
        "revenue": _worth(goal, grouped.asked),
    }
    columns = [*_keys(grouped, key), *grouped.sums(sums)]
    return grouped.by(columns, f"{_joined(grouped)} where {where}", there=bool(key))


def _worth(goal: Goal, asked: Asked) -> str:
    if not goal.has_revenue:
        return "null"
    if not goal.sums:
        return f"count(*) * {asked.value(str(goal.value))}::decimal(38, 9)"
    pointer = asked.value(pointer_of(goal.sums))
    said = f"try_cast(json_extract_string(properties, {pointer}) as decimal(38, 9))"
    return f"sum(coalesce({said}, 0))"


def _events(asked: Asked) -> dict[str, str]:
    view = f"counted and name = {asked.pageview}"
    return {
        "pageviews": f"count(*) filter ({view})",
        "others": f"count(*) filter (counted and name != {asked.pageview})",
        "engaged": f"sum(engaged) filter ({view})",
        "depth": f"sum(depth) filter ({view})",
        "told": f"count(*) filter ({view} and (depth > 0 or engaged > 0))",
    }


def _keyed(grouped: Grouped, where: str, counted: str, key: str) -> str:
    columns = ", ".join([*_keys(grouped, key), *COLUMNS, f"{counted} as counted"])
    return f"(select {columns} from {_joined(grouped)} where {where})"


def _keys(grouped: Grouped, key: str) -> list[str]:
    same = [key] if key else []
    return [*same, *(f"{k.of_row} as k{p}" for p, k in grouped.keys.items())]


def _joined(grouped: Grouped) -> str:
    return f"{ROWS} rows_" + "".join(key.row_join for key in grouped.keys.values())
