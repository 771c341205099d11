"""What a period is compared with."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Literal

from tracker.domain.periods.dates import (
    HOUR_MS,
    Dates,
    hour_begins,
    month_before,
    months_in,
    same_day,
    whole_months,
)
from tracker.domain.periods.periods import (
    DAY,
    Calendar,
    Period,
    Word,
    dates_in,
    dates_of,
    span_of,
    whole_days,
)
from tracker.domain.reports.question import Span

Against = Literal["previous", "year"]
A_YEAR = timedelta(weeks=52)  # weekdays lie on weekdays
BY_WEEKDAY = 92  # days; what is longer is compared with the same dates
_BACK: dict[Word, int] = {  # months
    "this_month": 1,
    "this_quarter": 3,
    "this_year": 12,
    "last_12_months": 12,
}


def compared(period: Period, calendar: Calendar, against: Against) -> Span | None:
    """The period before it, as long; of a month, quarter or year that runs the same days of the
    one before, of whole months the whole ones before. Or the same period a year before: 52 weeks
    earlier, of more than 92 days the same dates. With `all` nothing compares."""
    if period.word == "all":
        return None
    if period.word == "last_24_hours":
        back = DAY if against == "previous" else A_YEAR
        return _hours_back(span_of(period, calendar), calendar, back)
    dates = dates_of(period, calendar)
    if against == "year":
        return whole_days(_year_before(dates), calendar.zone)
    return whole_days(_before(dates, _BACK.get(period.word, 0)), calendar.zone)


def so_far(other: Span, span: Span, calendar: Calendar) -> Span:
    """As much of the span that one is compared with as has passed of the other: to the end of the
    hour that runs. All of it, if the other is over."""
    if not span.start <= calendar.now < span.end:
        return other
    here, there = dates_in(span, calendar.zone), dates_in(other, calendar.zone)
    day = there.first + (calendar.today - here.first)
    return Span(other.start, min(other.end, _hour_ends(day, calendar)))


def _hour_ends(day: date, calendar: Calendar) -> int:
    """The end of the hour that the clocks show now, on another day."""
    clock = datetime.fromtimestamp(calendar.now / 1000, UTC).astimezone(calendar.zone)
    then = datetime.combine(day, clock.timetz())
    return hour_begins(round(then.timestamp() * 1000), calendar.zone) + HOUR_MS


def _hours_back(span: Span, calendar: Calendar, back: timedelta) -> Span:
    """As many hours, of which the last ends when the clocks show what they show at its end."""
    clock = datetime.fromtimestamp(span.end / 1000, UTC).astimezone(calendar.zone)
    end = round((clock - back).timestamp() * 1000)
    return Span(end - (span.end - span.start), end)


def _before(dates: Dates, back: int) -> Dates:
    if back:
        return Dates(month_before(dates.first, back), same_day(dates.last, back))
    if months := months_in(dates):
        return whole_months(month_before(dates.first, months), months)
    by = DAY * dates.days
    return Dates(dates.first - by, dates.last - by)


def _year_before(dates: Dates) -> Dates:
    if dates.days <= BY_WEEKDAY:
        return Dates(dates.first - A_YEAR, dates.last - A_YEAR)
    if months := months_in(dates):
        return whole_months(month_before(dates.first, 12), months)
    return Dates(same_day(dates.first, 12), same_day(dates.last, 12))
