"""Buckets of time: the numbers that rows are grouped by, as moments."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from zoneinfo import ZoneInfo

from tracker.domain.days import local_day
from tracker.storage.reports.clocks import shifts_of

FIRST = datetime.date(1970, 1, 1)
HOUR = 3_600_000  # ms


def bucket_start(dimension: str, number: int, zone: ZoneInfo) -> int:
    """When the bucket begins, ms UTC; of hours of the day and of weekdays their number."""
    start = _STARTS.get(dimension)
    return start(number, zone) if start else number


def _day(number: int, zone: ZoneInfo) -> int:
    date = FIRST + datetime.timedelta(days=number)
    noon = datetime.datetime.combine(date, datetime.time(12), zone)
    return local_day(round(noon.timestamp() * 1000), zone).start


def _hour(number: int, zone: ZoneInfo) -> int:
    """Hours are counted in UTC, aligned to the zone's clocks: some are half an hour beside it."""
    by = 0
    for shift in shifts_of(zone.key):
        if shift.since > number * HOUR:
            break
        by = shift.by
    return number * HOUR - by % HOUR


_STARTS: dict[str, Callable[[int, ZoneInfo], int]] = {
    "time:hour": _hour,
    "time:day": _day,
    "time:week": _day,
    "time:month": _day,
}
