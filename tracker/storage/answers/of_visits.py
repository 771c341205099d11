"""Parts that are counted from visits."""

from __future__ import annotations

from tracker.storage.answers.grouped import Grouped
from tracker.storage.answers.selecting import holds

# Ids of visitors live one local day: one id on two days is two.
WHO = "xor(visitor, day::bigint << 40)"
BY_HOUR = (
    "(select v.*, v.start as ms, ((v.start + c.shift % 3600000) // 3600000)::integer as hour"
    " from visit v join site_zone z on z.site = v.site"
    " asof join clock c on c.zone = z.zone and v.start >= c.since)"
)
VISITS = {
    "visits": "count(*) filter (begins)",
    "bounces": "count(*) filter (begins and bounce)",
    "duration": "sum(duration) filter (begins)",
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
    """Of days that are asked for whole. Who was alone that day is a visitor more; only the others
    are to be told apart."""
    filters = grouped.asked.question.filters
    where = f"{grouped.of_days()} and {holds(filters, grouped.asked, False)}"
    sums = {**VISITS, **(EVENTS if with_events else {})}
    alone = {"visitors": "count(*) filter (alone)"}
    one_scan = grouped.by([*grouped.names, *grouped.sums({**sums, **alone})], "chosen")
    if "visitors" not in grouped.wanted:
        return _of_chosen(grouped, where, one_scan)
    others = grouped.sums({"visitors": f"count(distinct {WHO})"})
    apart = grouped.by([*grouped.names, *others], "chosen where not alone")
    return _of_chosen(grouped, where, f"{one_scan} union all by name {apart}")


def _of_chosen(grouped: Grouped, where: str, counted: str) -> str:
    """The visits are looked for once."""
    columns = ", ".join([*_keys(grouped), *COLUMNS])
    chosen = f"select {columns} from visit{_joins(grouped)} where {where}"
    return f"select * from (with chosen as materialized ({chosen}) {counted})"


def begun(grouped: Grouped, where: str) -> str:
    """Visits that began in the span."""
    start, end = grouped.asked.question.span
    began = f"begins and start >= {start} and start < {end}"
    source = BY_HOUR if grouped.by_hour else "visit"
    return grouped.by(
        [*_keys(grouped), *grouped.sums(VISITS)],
        f"{source}{_joins(grouped)} where {grouped.of_days()} and {began} and {where}",
    )


def _keys(grouped: Grouped) -> list[str]:
    return [f"{key.of_visit} as k{place}" for place, key in grouped.keys.items()]


def _joins(grouped: Grouped) -> str:
    return "".join(key.visit_join for key in grouped.keys.values())
