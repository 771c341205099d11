"""The periods that are asked for: whole days of the large site, the last one today."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bench.year_rows import NOW, zone_of
from tests.reports.times import date_at, midnight
from tracker.domain.reports.question import Span

ZONE = zone_of(1)
TODAY = date_at(NOW, ZoneInfo(ZONE))
FIRST = date(1970, 1, 1)


class Period(NamedTuple):
    """As a span, and as numbers of days."""

    name: str
    span: Span
    first: int
    last: int

    @property
    def where(self) -> str:
        return f"site = 1 and day >= {self.first} and day < {self.last}"


def thirty_days() -> Period:
    return _days("30 days", TODAY - timedelta(days=29), TODAY)


def months() -> Period:
    return _days("12 months", TODAY - timedelta(days=363), TODAY)


def year_before() -> Period:
    """Half of it: there is no more to compare with."""
    return _days("before", TODAY - timedelta(days=363), TODAY - timedelta(days=182))


def _days(name: str, first: date, last: date) -> Period:
    zone, behind = ZoneInfo(ZONE), last + timedelta(days=1)
    span = Span(midnight(first, zone), midnight(behind, zone))
    return Period(name, span, (first - FIRST).days, (behind - FIRST).days)
