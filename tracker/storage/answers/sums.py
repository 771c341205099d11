"""What the sums of days say already: a question without filters needs rows only of days that are
not summed up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tracker.storage.answers.asked import Asked, numbers
from tracker.storage.answers.keys import BY_HOUR, TIMES, key_of
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


class Sums(NamedTuple):
    """A table of sums of days, and by which dimension; "" for none."""

    table: str
    dimension: str = ""


def summed(asked: Asked, dimensions: Sequence[str], wanted: set[str], columns: set[str]) -> str:
    """The sums of the days that have them, as a part of the answer with these columns; "" where no
    sums say what is wanted."""
    sums = _sums_of(asked, dimensions, wanted)
    if not sums:
        return ""
    [renamed] = [COLUMNS[each] for each in dimensions if each in COLUMNS] or [{}]
    said = {each: renamed.get(each, each) for each in wanted}
    shown = [*_keys(asked, dimensions, "key"), *_counted(said, columns, asked)]
    days = f"site = {asked.question.site_id} and day between {asked.first} and {asked.last}"
    if asked.stale:
        days += f" and day not in ({numbers(asked.stale)})"
    table = asked.tables.summed(*sums, asked)
    found = f"select {', '.join([*shown, '1 as there'])} from {table} s where {days}"
    if not asked.with_kept:
        return found
    return f"{found} union all {_kept(asked, dimensions, wanted, columns)}"


def _counted(said: Mapping[str, str], columns: set[str], asked: Asked) -> list[str]:
    """Each column as the table says it, 0 where it doesn't."""
    words = asked.tables.words
    return [
        f"{words.money.format(0) if each == 'revenue' else words.whole.format(said.get(each, 0))}"
        f" as {each}"
        for each in sorted(columns)
    ]


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
    return bool(_sums_of(asked, dimensions, wanted))


def _kept(asked: Asked, dimensions: Sequence[str], wanted: set[str], columns: set[str]) -> str:
    """By the keys that visits have."""
    [name] = [each for each in dimensions if each not in TIMES] or [""]
    which, key, join = asked.tables.kept_key(name, asked)
    said = {each: f"kept.{each}" for each in wanted}
    shown = [*_keys(asked, dimensions, key), *_counted(said, columns, asked)]
    return (
        f"select {', '.join([*shown, '1 as there'])} from {asked.tables.kept} kept{join}"
        f" where site = {asked.question.site_id} and day between {asked.first} and {asked.last}"
        f" and counts and dimension = {which}"
    )


def _sums_of(asked: Asked, dimensions: Sequence[str], wanted: set[str]) -> Sums | None:
    if asked.question.filters is not None or not asked.whole:
        return None
    others = [each for each in dimensions if each not in TIMES]
    if BY_HOUR & set(dimensions):
        return Sums("hour_total") if not others and wanted <= IN_HOURS else None
    if not others:
        return Sums("day_total") if wanted <= IN_TOTALS else None
    return _by_one(others, wanted)


def _by_one(others: list[str], wanted: set[str]) -> Sums | None:
    name = others[0]
    if len(others) > 1:
        return None
    if name in OF_VISITS and wanted <= OF_VISIT:
        return Sums("day_visit", name)
    columns = OF_VIEW if name in {"event:page", "event:title"} else OF_EVENT
    columns = columns | {"others"} if name == "event:name" else columns
    return Sums("day_event", name) if name in OF_EVENTS and wanted <= columns else None
