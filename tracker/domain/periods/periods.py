"""Periods as an owner names them, on the calendar of the site.

`this_…` and `last_…_days` end with today; today counts as a whole day, also what of it is still to
come. Weeks begin on Monday."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal, NamedTuple, get_args
from zoneinfo import ZoneInfo

from tracker.domain.days import day_begins, local_day
from tracker.domain.periods.dates import (
    HOUR_MS,
    Dates,
    hour_begins,
    is_on_the_calendar,
    month_before,
    whole_months,
)
from tracker.domain.reports.question import Span

Word = Literal[
    "today",
    "yesterday",
    "last_24_hours",  # the hour that runs and the 23 before it
    "last_7_days",
    "last_28_days",
    "last_30_days",
    "last_90_days",
    "this_week",
    "this_month",
    "last_month",
    "this_quarter",
    "this_year",
    "last_12_months",  # the month that runs and the 11 before it
    "all",
    "custom",
]
WORDS: tuple[Word, ...] = get_args(Word)
DAYS: dict[Word, int] = {
    "today": 1,
    "last_7_days": 7,
    "last_28_days": 28,
    "last_30_days": 30,
    "last_90_days": 90,
}
DAY = timedelta(days=1)


class Period(NamedTuple):
    """What is chosen. `first` and `last`, both of them in it, are those of "custom" alone."""

    word: Word
    first: date = date(1970, 1, 1)
    last: date = date(1970, 1, 1)


class Calendar(NamedTuple):
    """The site's: its zone, what time it is, when it began. ms UTC."""

    zone: ZoneInfo
    now: int
    since: int

    @property
    def today(self) -> date:
        return local_day(self.now, self.zone).date


def read_period(word: str, first: str = "", last: str = "") -> Period | None:
    """As addresses of pages say it, dates as `2026-11-21`; None for what is no period."""
    known = next((each for each in WORDS if each == word), None)
    if known != "custom":
        return Period(known) if known else None
    try:
        dates = Dates(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        return None
    return Period("custom", *dates) if is_on_the_calendar(dates) else None


def span_of(period: Period, calendar: Calendar) -> Span:
    """From when to before when, in ms UTC."""
    if period.word == "last_24_hours":
        end = hour_begins(calendar.now, calendar.zone) + HOUR_MS
        return Span(end - 24 * HOUR_MS, end)
    return whole_days(dates_of(period, calendar), calendar.zone)


def whole_days(dates: Dates, zone: ZoneInfo) -> Span:
    """From the first's beginning to the last's end."""
    return Span(day_begins(dates.first, zone), day_begins(dates.last + DAY, zone))


def dates_of(period: Period, calendar: Calendar) -> Dates:
    """Its first and its last day; of the last 24 hours, those that they touch."""
    today = calendar.today
    match period.word:
        case "custom":
            return Dates(period.first, period.last)
        case "yesterday":
            return Dates(today - DAY, today - DAY)
        case "last_24_hours":
            return dates_in(span_of(period, calendar), calendar.zone)
        case "last_month":
            return whole_months(month_before(today, 1), 1)
        case "all":
            first = local_day(calendar.since, calendar.zone).date
        case word:
            first = _BEGINS[word](today)
    return Dates(min(first, today), today)


def dates_in(span: Span, zone: ZoneInfo) -> Dates:
    """The days that it touches."""
    return Dates(local_day(span.start, zone).date, local_day(span.end - 1, zone).date)


def _days(number: int) -> Callable[[date], date]:
    return lambda today: today - DAY * (number - 1)


_BEGINS: dict[Word, Callable[[date], date]] = {
    **{word: _days(number) for word, number in DAYS.items()},
    "this_week": lambda today: today - DAY * today.weekday(),
    "this_month": lambda today: today.replace(day=1),
    "this_quarter": lambda today: month_before(today, (today.month - 1) % 3),
    "this_year": lambda today: today.replace(month=1, day=1),
    "last_12_months": lambda today: month_before(today, 11),
}
