"""What the sums of days say already: a question without filters needs rows only of days that are
not summed up."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.storage.answers.asked import Asked, numbers
from tracker.storage.answers.dimensions import NUMBERED, SCREEN, SCREENS
from tracker.storage.answers.keys import BY_HOUR, TIMES, key_of
from tracker.storage.reports.day_rows import NUMBERS as DAY_ROWS
from tracker.storage.reports.rolling import OF_EVENTS, OF_VISITS

IN_TOTALS = {
    *("visitors", "visits", "pageviews", "others", "bounces", "duration", "engaged", "depth"),
    "told",
}
IN_HOURS = {"visitors", "visits", "pageviews"}
OF_VISIT = {"visitors", "visits", "pageviews", "bounces", "duration"}
OF_EVENT = {"visitors", "visits"}
OF_VIEW = OF_EVENT | {"pageviews", "engaged", "depth", "told"}
COLUMNS = {  # of what is counted those that a table calls otherwise
    "event:page": {"pageviews": "events"},
    "event:title": {"pageviews": "events"},
    "event:name": {"others": "events"},
}

PAGES_OF_VISITS = {"visit:entry_page", "visit:exit_page"}  # 0 where a visit has seen none
TEXT_OF_KEPT = " left join text t on t.id = kept.key"


def summed(asked: Asked, dimensions: Sequence[str], wanted: set[str]) -> str:
    """The sums of the days that have them, as a part of the answer; "" where no sums say it."""
    table = _table_of(asked, dimensions, wanted)
    if not table:
        return ""
    keys = _keys(asked, dimensions, "key")
    [renamed] = [COLUMNS[each] for each in dimensions if each in COLUMNS] or [{}]
    counted = [f"{renamed.get(each, each)} as {each}" for each in sorted(wanted)]
    days = f"site = {asked.question.site_id} and day between {asked.first} and {asked.last}"
    if asked.stale:
        days += f" and day not in ({numbers(asked.stale)})"
    found = f"select {', '.join([*keys, *counted, '1 as there'])} from {table} where {days}"
    if not asked.with_kept:
        return found
    return f"{found} union all by name {_kept(asked, dimensions, wanted)}"


def _keys(asked: Asked, dimensions: Sequence[str], key: str) -> list[str]:
    """Of times by the day; `key` is that of the one thing else."""
    return [
        f"{key_of(each, place, asked).of_row if each in TIMES else key} as k{place}"
        for place, each in enumerate(asked.question.dimensions)
        if each in dimensions
    ]


def counts_kept(asked: Asked, wanted: set[str]) -> bool:
    """Whether sums of days that the log has say all that is wanted: what else would be a share of
    them belongs to visits that are there."""
    dimensions = asked.question.dimensions
    if not asked.has_kept or BY_HOUR & set(dimensions):
        return False
    return bool(_table_of(asked, dimensions, wanted))


def _kept(asked: Asked, dimensions: Sequence[str], wanted: set[str]) -> str:
    """By the keys that visits have; of a text that none has by its own number, below zero."""
    [name] = [each for each in dimensions if each not in TIMES] or [""]
    number, key, join = DAY_ROWS[name], "kept.key", ""
    if name in NUMBERED or name == SCREEN:
        values = NUMBERED[name].values if name in NUMBERED else SCREENS
        by_value = f"select value, min(id) as id from ({values}) group by value"
        key, join = "coalesce(v.id, -kept.key)", f" left join ({by_value}) v on v.value = t.value"
        join = f"{TEXT_OF_KEPT}{join}"
    elif name:
        key, join = "coalesce(w.first, kept.key)", " left join twin w on w.id = kept.key"
    if name in PAGES_OF_VISITS:
        key, join = f"case t.value when '' then 0 else {key} end", f"{join}{TEXT_OF_KEPT}"
    keys = _keys(asked, dimensions, key)
    return (
        f"select {', '.join([*keys, *sorted(wanted), '1 as there'])} from kept{join}"
        f" where site = {asked.question.site_id} and day between {asked.first} and {asked.last}"
        f" and counts and dimension = {number}"
    )


def _table_of(asked: Asked, dimensions: Sequence[str], wanted: set[str]) -> str:
    """With the condition on what of it, if there are several things in it."""
    if asked.question.filters is not None or not asked.whole:
        return ""
    others = [each for each in dimensions if each not in TIMES]
    if BY_HOUR & set(dimensions):
        return HOURS if not others and wanted <= IN_HOURS else ""
    if not others:
        return "day_total" if wanted <= IN_TOTALS else ""
    return _by_one(others, wanted)


def _by_one(others: list[str], wanted: set[str]) -> str:
    name = others[0]
    if len(others) > 1:
        return ""
    if name in OF_VISITS and wanted <= OF_VISIT:
        return f"(select * from day_visit where dimension = {OF_VISITS[name]})"
    columns = OF_VIEW if name in {"event:page", "event:title"} else OF_EVENT
    columns = columns | {"others"} if name == "event:name" else columns
    if name in OF_EVENTS and wanted <= columns:
        return f"(select * from day_event where dimension = {OF_EVENTS[name]})"
    return ""


HOURS = "(select *, hour * 3600000::bigint as ms from hour_total)"
