"""The days that Plausible's Stats API v1 calls a period."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tracker.domain.days import local_day
from tracker.domain.periods.dates import Dates, is_on_the_calendar, month_before, whole_months
from tracker.domain.periods.periods import DAY, Calendar
from tracker.domain.queries.sent import Sent

DAYS = {"7d": 7, "28d": 28, "30d": 30, "90d": 90}
MONTHS = {"month": 1, "6mo": 6, "12mo": 12}
PERIODS = ("day", *DAYS, *MONTHS, "year", "all", "custom")
USUAL = "30d"
TODAY = "today"


def period_dates(asked: Mapping[str, str], calendar: Calendar) -> Dates:
    """Its first and its last day. So many days end before `date`, months are whole ones and end
    with that of `date`, which is today unless it is said. Raises BadQuery."""
    period = Sent(asked.get("period", USUAL), "period").choice(PERIODS)
    if period == "custom":
        return _custom(asked)
    on = _date(Sent(asked.get("date", TODAY), "date"), calendar.today)
    if days := DAYS.get(period):
        return _checked(on - DAY * days, on - DAY)
    if months := MONTHS.get(period):
        return _checked(*whole_months(month_before(on, months - 1), months))
    if period == "year":
        return _checked(*whole_months(date(on.year, 1, 1), 12))
    if period == "all":
        first = local_day(calendar.since, calendar.zone).date
        return _checked(min(first, calendar.today), calendar.today)
    return _checked(on, on)


def days_before(dates: Dates) -> Dates:
    """As many days, right before them."""
    length = dates.last - dates.first + DAY
    return _checked(dates.first - length, dates.last - length)


def _custom(asked: Mapping[str, str]) -> Dates:
    said = asked.get("date") or ",".join((asked.get("from", ""), asked.get("to", "")))
    first, comma, last = said.partition(",")
    sent = Sent(said, "date")
    if not comma:
        sent.wrong("is two dates of a custom period, such as 2026-11-02,2026-11-08.")
    dates = [_date(Sent(each.strip(), "date"), None) for each in (first, last)]
    if dates[1] < dates[0]:
        sent.wrong("ends before it begins.")
    return _checked(*dates)


def _date(sent: Sent, today: date | None) -> date:
    said = sent.text(40)
    if said == TODAY and today:
        return today
    try:
        found = date.fromisoformat(said if len(said) == len("2026-11-02") else "")
    except ValueError:
        sent.wrong("is a date of the calendar, such as 2026-11-02.")
    return _checked(found, found).first


def _checked(first: date, last: date) -> Dates:
    dates = Dates(first, last)
    if not is_on_the_calendar(dates):
        Sent(None, "date").wrong("lies outside of the years 1980 to 2199.")
    return dates
