"""How long visits are kept: whole days of the site, taken away early in its morning."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tracker.domain.days import day_start

DAY = 86_400_000  # ms
QUIET = range(4, 8)  # o'clock there: the fewest people are awake


def kept_since(now: int, days: int, zone: ZoneInfo) -> int:
    """Visits that began before this are too old; ms, UTC."""
    return day_start(now - days * DAY, zone)


def is_time(now: int, zone: ZoneInfo) -> bool:
    """Whether old visits may be taken away now."""
    return datetime.fromtimestamp(now / 1000, UTC).astimezone(zone).hour in QUIET


def is_overdue(before: int, last: int | None) -> bool:
    """Whether a morning was missed; `last` is what was taken away last, None = never yet. What was
    asked for just now waits for the morning, so that a wrong number can be put right."""
    return last is not None and before - last >= 2 * DAY
