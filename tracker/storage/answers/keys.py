"""What rows are grouped by: a dimension as an expression whose value is a number or a text."""

from __future__ import annotations

from tracker.domain.reports.names import is_property
from tracker.storage.answers.asked import Asked
from tracker.storage.answers.terms import property_named, said
from tracker.storage.answers.times import HOUR
from tracker.storage.answers.words import Key, Words
from tracker.storage.reports.clocks import shifts_of

TIMES = frozenset(
    ("time:hour", "time:day", "time:week", "time:month", "time:hour_of_day", "time:weekday")
)
BY_HOUR = {"time:hour", "time:hour_of_day"}


def key_of(dimension: str, place: int, asked: Asked) -> Key:
    """The dimension's, which stands at that place among the question's."""
    if dimension in TIMES:
        ahead = f" + {_hours_ahead(asked)}" if dimension == "time:hour_of_day" else ""
        time = _time(dimension, asked.tables.words) + ahead
        return Key(time, time)
    if is_property(dimension):
        return Key(said(dimension, asked), "null")
    return asked.tables.key(dimension, place, asked)


def _time(dimension: str, words: Words) -> str:
    """Of a day's number and of an hour's, which are local."""
    match dimension:
        case "time:hour":
            return "hour"
        case "time:day":
            return "day"
        case "time:week":
            return f"{words.divided.format('(day + 3)', '7')} * 7 - 3"
        case "time:month":
            return words.month.format("day")
        case "time:hour_of_day":
            return "hour - 24 * day"  # and what the clocks are ahead
    return "(day + 3) % 7 + 1"


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


def has_value(dimension: str, asked: Asked) -> str:
    """Which rows a break-down by an event's dimension counts."""
    if is_property(dimension):
        return asked.tables.words.says.format(property_named(dimension, asked))
    if dimension == "event:name":
        return f"name != {asked.tables.pageview}"
    return f"name = {asked.tables.pageview}" if dimension != "event:hostname" else "true"
