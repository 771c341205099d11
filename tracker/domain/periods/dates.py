"""Stretches of days and of whole months."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

EARLIEST = date(1980, 1, 1)
LATEST = date(2199, 12, 31)
HOUR_MS = 3_600_000


class Dates(NamedTuple):
    """Two days of a calendar, both of them in it."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def is_on_the_calendar(dates: Dates) -> bool:
    """Whether it goes forwards, in years of which every clock knows the time."""
    return EARLIEST <= dates.first <= dates.last <= LATEST


def month_before(day: date, months: int) -> date:
    """The first of the month so many before the day's; below 0: after it."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)


def whole_months(first: date, months: int) -> Dates:
    """So many whole months; the first day of the first is given."""
    return Dates(first, month_before(first, -months) - timedelta(days=1))


def months_in(dates: Dates) -> int:
    """How many whole months it is; 0 if it is not."""
    after = dates.last + timedelta(days=1)
    if dates.first.day != 1 or after.day != 1:
        return 0
    return (after.year - dates.first.year) * 12 + after.month - dates.first.month


def same_day(day: date, months: int) -> date:
    """The day of so many months before; where that month is too short, its last one."""
    first = month_before(day, months)
    return min(first.replace(day=1) + timedelta(days=day.day - 1), whole_months(first, 1).last)


def hour_begins(at: int, zone: ZoneInfo) -> int:
    """When the hour of the clocks there began that holds `at`."""
    return at - (at + offset(at, zone)) % HOUR_MS


def offset(at: int, zone: ZoneInfo) -> int:
    """By how many ms the clocks there are ahead of UTC."""
    ahead = datetime.fromtimestamp(at / 1000, UTC).astimezone(zone).utcoffset() or timedelta()
    return round(ahead.total_seconds() * 1000)
