"""What a query can be about: Plausible's words, ours, two dates, two times."""

from __future__ import annotations

import re
from datetime import date, datetime

from tracker.domain.periods.dates import (
    HOUR_MS,
    Dates,
    hour_begins,
    is_on_the_calendar,
    month_before,
    whole_months,
)
from tracker.domain.periods.periods import DAY, WORDS, Calendar, Period, span_of, whole_days
from tracker.domain.queries.sent import Sent, one_of
from tracker.domain.reports.question import Span

MOST_DAYS = 5_000
MOST_MONTHS = 100
OURS = tuple(word for word in WORDS if word != "custom")
PLAUSIBLES = ("day", "24h", "7d", "28d", "30d", "91d", "month", "6mo", "12mo", "year")
ALLOWED = (*PLAUSIBLES, *OURS, "two dates", "two times with their offsets")
_COUNTED = re.compile(r"([1-9][0-9]{0,3})(d|mo)")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LONGEST = 40


def read_date_range(sent: Sent, calendar: Calendar) -> Span:
    """When a query is about. `Nd` and `Nmo` end with yesterday and with the last month, `month` and
    `year` are whole ones, as Plausible has them; our words: periods.py. Raises BadQuery."""
    if isinstance(sent.value, list):
        return _between(sent, calendar)
    word = sent.value if isinstance(sent.value, str) else ""
    ours = next((each for each in OURS if each == word), None)
    if ours or word == "24h":
        return span_of(Period(ours or "last_24_hours"), calendar)
    dates = _dates(word, calendar.today)
    if dates is None:
        sent.wrong(f"is not known. {one_of(ALLOWED)}")
    return whole_days(dates, calendar.zone)


def _dates(word: str, today: date) -> Dates | None:
    if word == "day":
        return Dates(today, today)
    if word == "month":
        return whole_months(month_before(today, 0), 1)
    if word == "year":
        return whole_months(date(today.year, 1, 1), 12)
    if not (counted := _COUNTED.fullmatch(word)):
        return None
    number = int(counted[1])
    if counted[2] == "d":
        return Dates(today - DAY * number, today - DAY) if number <= MOST_DAYS else None
    return whole_months(month_before(today, number), number) if number <= MOST_MONTHS else None


def _between(sent: Sent, calendar: Calendar) -> Span:
    first, last = (each.text(LONGEST) for each in sent.items(2, 2))
    if _DATE.fullmatch(first) and _DATE.fullmatch(last):
        return whole_days(_two_dates(sent, first, last), calendar.zone)
    return _two_times(sent, first, last, calendar)


def _two_dates(sent: Sent, first: str, last: str) -> Dates:
    try:
        dates = Dates(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        sent.wrong("is two dates of the calendar, such as 2026-11-02.")
    return _checked(sent, dates)


def _two_times(sent: Sent, first: str, last: str, calendar: Calendar) -> Span:
    """To whole hours of the clocks there: with the hour in which it begins, and the one in which
    it ends."""
    try:
        start, end = (datetime.fromisoformat(each) for each in (first, last))
    except ValueError:
        sent.wrong("is two dates such as 2026-11-02, or two times such as 2026-11-02T10:00:00Z.")
    if start.tzinfo is None or end.tzinfo is None:
        sent.wrong("has a time without its offset; write 2026-11-02T10:00:00+01:00.")
    _checked(sent, Dates(start.date(), end.date()))
    at, until = (round(each.timestamp() * 1000) for each in (start, end))
    if until <= at:
        sent.wrong("ends before it begins.")
    last_hour = hour_begins(until - 1, calendar.zone)
    return Span(hour_begins(at, calendar.zone), last_hour + HOUR_MS)


def _checked(sent: Sent, dates: Dates) -> Dates:
    if dates.last < dates.first:
        sent.wrong("ends before it begins.")
    if not is_on_the_calendar(dates):
        sent.wrong("lies outside of the years 1980 to 2199.")
    return dates
