"""Days as a site's owner lives them, daylight saving included. Times are UTC milliseconds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def day_start(now: int, zone: ZoneInfo) -> int:
    """When the day of `now` began; where the clock skips midnight, the moment it skipped."""
    midnight = _local(now, zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    return _ms(midnight)


def day_before(now: int, zone: ZoneInfo) -> int:
    """The day before, when the clocks showed what they show at `now`."""
    return _ms(_local(now, zone) - timedelta(days=1))


def clock_time(at: int, zone: ZoneInfo) -> str:
    """`14:03:22`, as the clocks there showed it."""
    return f"{_local(at, zone):%H:%M:%S}"


def date_of(at: int, zone: ZoneInfo) -> str:
    """`2026-11-21`, as the calendars there showed it."""
    return f"{_local(at, zone):%Y-%m-%d}"


def _local(at: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(zone)


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
