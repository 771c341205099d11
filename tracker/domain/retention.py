"""How long visits are kept: whole days of the site, taken away early in its morning."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tracker.domain.days import day_start

DAY = 86_400_000  # ms
QUIET = 4  # o'clock there: the fewest people are awake


def kept_since(now: int, days: int, zone: ZoneInfo) -> int:
    """Visits that began before this are too old; ms, UTC."""
    return day_start(now - days * DAY, zone)


def is_time(now: int, zone: ZoneInfo) -> bool:
    """Whether the day's old visits may be taken away by now."""
    return datetime.fromtimestamp(now / 1000, UTC).astimezone(zone).hour >= QUIET
