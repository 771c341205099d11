"""A period in hours, days, weeks and months: what a chart draws."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

from tracker.domain.days import day_begins, local_day
from tracker.domain.periods.dates import HOUR_MS, hour_begins, month_before
from tracker.domain.periods.periods import DAY, dates_in
from tracker.domain.reports.question import Span

Unit = Literal["hour", "day", "week", "month"]
MOST_DAYS: dict[Unit, int] = {"hour": 8, "day": 800, "week": 5_600, "month": 80_000}
_SUITS: tuple[tuple[Unit, int], ...] = (("hour", 2), ("day", 92), ("week", 400))


def unit_for(span: Span, zone: ZoneInfo) -> Unit:
    """By what it is drawn unless somebody chose: hours up to two days, days up to three months,
    weeks up to 400 days, else months."""
    days = _days(span, zone)
    return next((unit for unit, most in _SUITS if days <= most), "month")


def units_for(span: Span, zone: ZoneInfo) -> list[Unit]:
    """What it can be drawn by: some points, but not more than a screen has."""
    days = _days(span, zone)
    least: dict[Unit, int] = {"hour": 0, "day": 1, "week": 7, "month": 27}
    return [unit for unit in MOST_DAYS if least[unit] < days <= MOST_DAYS[unit]]


def buckets(span: Span, unit: Unit, zone: ZoneInfo) -> list[int]:
    """When each begins, ms UTC. The first week and the first month begin with the span if it
    begins within them."""
    if unit == "hour":
        return list(_hours(span, zone))
    starts = (day_begins(day, zone) for day in _firsts(span, unit, zone))
    return list(dict.fromkeys(max(span.start, start) for start in starts))


def bucket_begins(at: int, unit: Unit, zone: ZoneInfo) -> int:
    """When the whole hour, day, week or month began that holds `at`."""
    if unit == "hour":
        return hour_begins(at, zone)
    return day_begins(_FIRST[unit](local_day(at, zone).date), zone)


def _hours(span: Span, zone: ZoneInfo) -> Iterator[int]:
    at = span.start
    while at < span.end:
        yield at
        at = hour_begins(at + HOUR_MS, zone)


def _firsts(span: Span, unit: Unit, zone: ZoneInfo) -> Iterator[date]:
    dates = dates_in(span, zone)
    day = _FIRST[unit](dates.first)
    while day <= dates.last:
        yield day
        day = _NEXT[unit](day)


def _days(span: Span, zone: ZoneInfo) -> int:
    return dates_in(span, zone).days


_FIRST: dict[Unit, Callable[[date], date]] = {
    "day": lambda day: day,
    "week": lambda day: day - DAY * day.weekday(),
    "month": lambda day: day.replace(day=1),
}
_NEXT: dict[Unit, Callable[[date], date]] = {
    "day": lambda day: day + DAY,
    "week": lambda day: day + 7 * DAY,
    "month": lambda day: month_before(day, -1),
}
