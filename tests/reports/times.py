"""Buckets of time as a site's owner lives them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tracker.domain.days import day_number, local_day


def bucket_of(at: int, dimension: str, zone: ZoneInfo) -> int:
    """When the bucket begins that holds `at`, ms UTC; of hours and weekdays their number."""
    return _BUCKETS[dimension](at, zone)


def midnight(day: date, zone: ZoneInfo) -> int:
    """When the day begins there."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone)
    return local_day(round(noon.timestamp() * 1000), zone).start


def date_at(at: int, zone: ZoneInfo) -> date:
    return _clock(at, zone).date()


def _clock(at: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(zone)


def _hour(at: int, zone: ZoneInfo) -> int:
    clock = _clock(at, zone)
    return at - at % 1000 - (clock.minute * 60 + clock.second) * 1000


def _day(at: int, zone: ZoneInfo) -> int:
    return midnight(date_at(at, zone), zone)


def _week(at: int, zone: ZoneInfo) -> int:
    day = date_at(at, zone)
    return midnight(day - timedelta(days=day.weekday()), zone)


def _month(at: int, zone: ZoneInfo) -> int:
    return midnight(date_at(at, zone).replace(day=1), zone)


def day_of(at: int, zone: ZoneInfo) -> int:
    """The day's number, for which a visitor's id is good."""
    return day_number(at, zone)


_BUCKETS: dict[str, Callable[[int, ZoneInfo], int]] = {
    "time:hour": _hour,
    "time:day": _day,
    "time:week": _week,
    "time:month": _month,
    "time:hour_of_day": lambda at, zone: _clock(at, zone).hour,
    "time:weekday": lambda at, zone: _clock(at, zone).isoweekday(),
}
