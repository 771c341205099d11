"""The period before and the one after, for the arrows beside it.

Chosen days that are whole months move by months, all other days by as many days."""

from __future__ import annotations

from tracker.domain.periods.dates import Dates, month_before, months_in, whole_months
from tracker.domain.periods.periods import DAY, DAYS, Calendar, Period, Word, dates_of

_MONTHS: dict[Word, int] = {
    "this_month": 1,
    "last_month": 1,
    "this_quarter": 3,
    "this_year": 12,
    "last_12_months": 12,
}
_OF_DAYS: tuple[Word, ...] = (*DAYS, "yesterday", "this_week")


def earlier(period: Period, calendar: Calendar) -> Period | None:
    """As long, and just before. Before all there is none; before the last 24 hours is yesterday."""
    if period.word == "all":
        return None
    if period.word == "last_24_hours":
        return Period("yesterday")
    return _moved(period, calendar, -1)


def later(period: Period, calendar: Calendar) -> Period | None:
    """As long, and just after; None where that has not begun."""
    if period.word in {"all", "last_24_hours"}:
        return None
    following = _moved(period, calendar, 1)
    return following if dates_of(following, calendar).first <= calendar.today else None


def _moved(period: Period, calendar: Calendar, times: int) -> Period:
    dates = _whole(period, calendar)
    months = 0 if period.word in DAYS else months_in(dates)
    if months:
        there = whole_months(month_before(dates.first, -times * months), months)
        return _named(there, calendar, tuple(_MONTHS))
    by = DAY * dates.days * times
    return _named(Dates(dates.first + by, dates.last + by), calendar, _OF_DAYS)


def _whole(period: Period, calendar: Calendar) -> Dates:
    """With the days to come of the week, month, quarter or year that runs."""
    dates = dates_of(period, calendar)
    if period.word == "this_week":
        return Dates(dates.first, dates.first + 6 * DAY)
    if months := _MONTHS.get(period.word):
        return whole_months(dates.first, months)
    return dates


def _named(dates: Dates, calendar: Calendar, words: tuple[Word, ...]) -> Period:
    """By its word, if it has one of these."""
    for word in words:
        if _whole(Period(word), calendar) == dates:
            return Period(word)
    return Period("custom", *dates)
