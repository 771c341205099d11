"""What rows are grouped by: a dimension as an expression whose value is a number, or a property's
text."""

from __future__ import annotations

from typing import NamedTuple

from tracker.domain.reports.names import PROPERTY, is_property
from tracker.storage.answers.asked import Asked
from tracker.storage.answers.dimensions import NUMBERED, SCREEN, SCREEN_NUMBER, TEXTS
from tracker.storage.answers.terms import pointer_of
from tracker.storage.answers.times import HOUR
from tracker.storage.reports.clocks import shifts_of

# Of a day's number and of an hour's, which are local.
TIMES = {
    "time:hour": "hour",
    "time:day": "day",
    "time:week": "(day + 3) // 7 * 7 - 3",
    "time:month": "date_trunc('month', date '1970-01-01' + day)::date - date '1970-01-01'",
    "time:hour_of_day": "hour - 24 * day",  # and what the clocks are ahead, see below
    "time:weekday": "(day + 3) % 7 + 1",
}
BY_HOUR = {"time:hour", "time:hour_of_day"}


class Key(NamedTuple):
    """`of_row`, `of_visit`: the expression over a row of either. `join`: what it needs beside it;
    the same for both but for what only a row lacks."""

    of_row: str
    of_visit: str
    row_join: str = ""
    visit_join: str = ""


def key_of(dimension: str, place: int, asked: Asked) -> Key:
    """The dimension's, which stands at that place among the question's."""
    if dimension in TIMES:
        ahead = f" + {_hours_ahead(asked)}" if dimension == "time:hour_of_day" else ""
        return Key(TIMES[dimension] + ahead, TIMES[dimension] + ahead)
    if is_property(dimension):
        pointer = asked.value(pointer_of(dimension.removeprefix(PROPERTY)))
        return Key(f"coalesce(json_extract_string(properties, {pointer}), '')", "null")
    if dimension == SCREEN:
        return Key(SCREEN_NUMBER, SCREEN_NUMBER)
    if numbered := NUMBERED.get(dimension):
        table = numbered.table
        join = f" left join {table}_key j{place} on j{place}.id = {table}"
        key = f"coalesce(j{place}.{numbered.column}_key, 0)"
        return Key(key, key, join, join)
    of_row, of_visit = TEXTS[dimension]
    if of_row:
        return Key(of_row, of_visit)
    return Key(f"w{place}.of_{of_visit}", of_visit, _visit_of_row(of_visit, place, asked))


def _hours_ahead(asked: Asked) -> str:
    """Whole hours by which the site's clocks were ahead of UTC at `ms`."""
    start, end = asked.question.span
    found = "0"
    for shift in [each for each in shifts_of(asked.question.zone) if each.since < end]:
        hours = shift.by // HOUR
        if shift.since <= start:
            found = str(hours)
        else:
            found = f"case when ms >= {shift.since} then {hours} else {found} end"
    return found


def _visit_of_row(column: str, place: int, asked: Asked) -> str:
    """What a row knows of its visit only through it."""
    low, high = asked.first - asked.longest, asked.last + asked.longest
    return (
        f" join (select visit as of, any_value({column}) as of_{column} from visit"
        f" where site = {asked.question.site_id} and day between {low} and {high}"
        f" group by visit) w{place} on w{place}.of = visit"
    )


def has_value(dimension: str, asked: Asked) -> str:
    """Which rows a break-down by an event's dimension counts."""
    if is_property(dimension):
        pointer = asked.value(pointer_of(dimension.removeprefix(PROPERTY)))
        return f"properties is not null and json_exists(properties, {pointer})"
    if dimension == "event:name":
        return f"name != {asked.pageview}"
    return f"name = {asked.pageview}" if dimension != "event:hostname" else "true"
