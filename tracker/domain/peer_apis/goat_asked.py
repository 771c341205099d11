"""What a program asks GoatCounter's API: which days, which paths, how many."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from tracker.domain.days import day_begins, local_day
from tracker.domain.periods.dates import HOUR_MS, hour_begins
from tracker.domain.periods.periods import DAY, Calendar
from tracker.domain.queries.sent import Sent
from tracker.domain.reports.question import Span

EARLIEST, LATEST = 1980, 2199  # years
USUAL_LIMIT = 20
MOST_LISTED = 100
MOST_PATHS = 200
FARTHEST = 100_000
LONGEST = 8_000  # characters of listed paths
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TRUE = frozenset({"1", "true", "on", "yes"})
_FALSE = frozenset({"", "0", "false", "off", "no"})


class Paths(NamedTuple):
    """Numbers of paths, or paths themselves."""

    included: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    by_name: bool = False


def read_span(asked: Mapping[str, str], calendar: Calendar) -> Span:
    """From `start` to `end`, both in it; without them the last seven days and today. Raises
    BadQuery."""
    today = calendar.today
    start = _time(Sent(asked["start"], "start"), calendar, 0) if asked.get("start") else None
    end = _time(Sent(asked["end"], "end"), calendar, 1) if asked.get("end") else None
    begins = day_begins(today - timedelta(days=7), calendar.zone) if start is None else start
    ends = day_begins(today + DAY, calendar.zone) if end is None else end
    if ends <= begins:
        Sent(None, "end").wrong("lies before start.")
    return Span(hour_begins(begins, calendar.zone), _hour_ends(ends, calendar))


def days_of(span: Span, calendar: Calendar) -> list[date]:
    """All that it touches."""
    first = local_day(span.start, calendar.zone).date
    last = local_day(span.end - 1, calendar.zone).date
    return [first + DAY * number for number in range((last - first).days + 1)]


def read_number(asked: Mapping[str, str], name: str, usual: int, most: int) -> int:
    """What is too much is as much as there can be, as there."""
    said = asked.get(name) or str(usual)
    if not (said.isascii() and said.isdecimal() and len(said) < 19):
        Sent(said, name).wrong("is a whole number.")
    return min(int(said), most)


def read_flag(asked: Mapping[str, str], name: str) -> bool:
    """`daily=true`. Raises BadQuery."""
    said = asked.get(name, "").lower()
    if said not in _TRUE | _FALSE:
        Sent(said, name).wrong("is true or false.")
    return said in _TRUE


def read_paths(asked: Mapping[str, str]) -> Paths:
    """`include_paths` and `exclude_paths`, with commas between them. Raises BadQuery."""
    lists = [_listed(Sent(asked.get(f"{each}_paths", ""), f"{each}_paths")) for each in _LISTS]
    return Paths(lists[0], lists[1], read_flag(asked, "path_by_name"))


_LISTS = ("include", "exclude")


def _listed(sent: Sent) -> tuple[str, ...]:
    found = tuple(each.strip() for each in sent.text(LONGEST).split(",") if each.strip())
    if len(found) > MOST_PATHS:
        sent.wrong(f"has at most {MOST_PATHS} paths, not {len(found)}.")
    return found


def _time(sent: Sent, calendar: Calendar, days: int) -> int:
    """ms UTC. A date alone is by the site's clocks, and so many days later."""
    said = sent.text(40)
    try:
        day = date.fromisoformat(said) if _DATE.fullmatch(said) else None
        at = datetime.fromisoformat(said) if "T" in said else None
    except ValueError:
        day = at = None
    if day:
        _check_year(sent, day.year)
        return day_begins(day + DAY * days, calendar.zone)
    if at is None or at.tzinfo is None:
        sent.wrong("is a date or a time of RFC 3339, such as 2026-11-02 or 2026-11-02T10:00:00Z.")
    _check_year(sent, at.year)
    return round(at.timestamp() * 1000)


def _check_year(sent: Sent, year: int) -> None:
    if not EARLIEST <= year <= LATEST:
        sent.wrong(f"lies outside of the years {EARLIEST} to {LATEST}.")


def _hour_ends(at: int, calendar: Calendar) -> int:
    begins = hour_begins(at, calendar.zone)
    return at if begins == at else begins + HOUR_MS
