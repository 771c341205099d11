"""Parts that are counted from visits."""

from __future__ import annotations

from tracker.storage.answers.grouped import Grouped
from tracker.storage.answers.selecting import holds

VISITS = {
    "visits": "count(*) filter (where begins)",
    "bounces": "count(*) filter (where begins and bounce)",
    "duration": "sum(duration) filter (where begins)",
}
EVENTS = {
    "pageviews": "sum(pageviews)",
    "others": "sum(others)",
    "engaged": "sum(engaged)",
    "depth": "sum(depth)",
    "told": "sum(told)",
}
COLUMNS = (
    *("day", "visitor", "alone", "begins", "bounce", "duration", "pageviews", "others"),
    *("engaged", "depth", "told"),
)


def whole_days(grouped: Grouped, with_events: bool) -> str:
    """Of days that are asked for whole. Where it is known who was alone that day, a visitor more is
    counted for them; only the others are to be told apart."""
    asked = grouped.asked
    where = f"{grouped.of_days()} and {holds(asked.question.filters, asked, False)}"
    sums = {**VISITS, **(EVENTS if with_events else {})}
    apart = {"visitors": f"count(distinct {asked.tables.words.who})"}
    if not asked.tables.opens:
        source = f"{asked.tables.visits(asked)} v where {where}"
        return grouped.by(_keys(grouped), {**sums, **apart}, source)
    alone = {"visitors": "count(*) filter (where alone)"}
    one_scan = grouped.by(_named(grouped), {**sums, **alone}, "chosen")
    if "visitors" not in grouped.wanted:
        return _of_chosen(grouped, where, one_scan)
    others = grouped.by(_named(grouped), apart, "chosen where not alone")
    return _of_chosen(grouped, where, f"{one_scan} union all {others}")


def _of_chosen(grouped: Grouped, where: str, counted: str) -> str:
    """The visits are looked for once."""
    keys = [f"{key} as k{place}" for place, key in _keys(grouped).items()]
    tables = grouped.asked.tables
    visits = f"{tables.visits(grouped.asked)}{_joins(grouped)}"
    chosen = f"select {', '.join([*keys, *COLUMNS])} from {visits} where {where}"
    kept = tables.words.kept_once
    return f"select * from (with chosen as {kept} ({chosen}) {counted})"


def begun(grouped: Grouped, where: str) -> str:
    """Visits that began in the span."""
    asked = grouped.asked
    start, end = asked.question.span
    began = f"begins and start >= {start} and start < {end}"
    visits = asked.tables.begun(asked) if grouped.by_hour else asked.tables.visits(asked)
    source = f"{visits}{_joins(grouped)} where {grouped.of_days()} and {began} and {where}"
    return grouped.by(_keys(grouped), VISITS, source)


def _keys(grouped: Grouped) -> dict[int, str]:
    return {place: key.of_visit for place, key in grouped.keys.items()}


def _named(grouped: Grouped) -> dict[int, str]:
    return {place: f"k{place}" for place in grouped.places}


def _joins(grouped: Grouped) -> str:
    return "".join(key.visit_join for key in grouped.keys.values())
