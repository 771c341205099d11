"""Days as a site's owner lives them, daylight saving included. Times are UTC milliseconds."""

from __future__ import annotations

import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

_FIRST = datetime.date(1970, 1, 1).toordinal()


class Day(NamedTuple):
    """A site's local day; `start` and `end` are right also where it has 23 or 25 hours. Where the
    clock skips midnight, a day begins with the moment it skipped."""

    date: datetime.date
    start: int
    end: int

    @property
    def before(self) -> datetime.date:
        return self.date - datetime.timedelta(days=1)


def local_day(at: int, zone: ZoneInfo) -> Day:
    """The day that holds `at` in the zone."""
    today = _local(at, zone).date()
    tomorrow = today + datetime.timedelta(days=1)
    return Day(today, day_begins(today, zone), day_begins(tomorrow, zone))


def day_start(now: int, zone: ZoneInfo) -> int:
    """When the day of `now` began."""
    return local_day(now, zone).start


def day_number(at: int, zone: ZoneInfo) -> int:
    """The day that holds `at` in the zone, counted since 1970-01-01."""
    return _local(at, zone).toordinal() - _FIRST


def day_begins(date: datetime.date, zone: ZoneInfo) -> int:
    """When a day of the calendar there begins."""
    return _ms(datetime.datetime.combine(date, datetime.time(), zone))


def day_before(now: int, zone: ZoneInfo) -> int:
    """The day before, when the clocks showed what they show at `now`."""
    return _ms(_local(now, zone) - datetime.timedelta(days=1))


def day_after(now: int, zone: ZoneInfo) -> int:
    """The day after, when the clocks show what they show at `now`."""
    return _ms(_local(now, zone) + datetime.timedelta(days=1))


def clock_time(at: int, zone: ZoneInfo) -> str:
    """`14:03:22`, as the clocks there showed it."""
    return f"{_local(at, zone):%H:%M:%S}"


def date_of(at: int, zone: ZoneInfo) -> str:
    """`2026-11-21`, as the calendars there showed it."""
    return f"{_local(at, zone):%Y-%m-%d}"


def _local(at: int, zone: ZoneInfo) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(at / 1000, datetime.UTC).astimezone(zone)


def _ms(moment: datetime.datetime) -> int:
    return round(moment.timestamp() * 1000)
