"""GoatCounter's counts by day and hour."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

HOURS = 24


def stats_of(
    counts: Iterable[tuple[int, int]], days: list[date], zone: ZoneInfo, *, daily: bool = False
) -> list[dict[str, Any]]:
    """Each day with its hours. `counts`: when an hour (or, if `daily`, a day) begins, ms UTC, and
    how much there was in it."""
    hourly = {day: [0] * HOURS for day in days}
    for at, count in counts:
        local = datetime.fromtimestamp(at / 1000, UTC).astimezone(zone)
        if local.date() in hourly:
            hourly[local.date()][local.hour] += count
    return [
        {"day": day.isoformat(), "hourly": [] if daily else hours, "daily": sum(hours)}
        for day, hours in hourly.items()
    ]


def highest(stats: list[dict[str, Any]], *, daily: bool = False) -> int:
    """Of one hour, or of one day."""
    if daily:
        return max((each["daily"] for each in stats), default=0)
    return max((max(each["hourly"]) for each in stats), default=0)
