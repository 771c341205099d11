"""What is usual for a site at some hour, by the same hours of the weeks before, and from where on
it is worth a message."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

HOUR = 3_600_000  # ms
WEEKS = 4
FEWEST_WEEKS = 2  # before which nobody knows what is usual
SPIKE = 3  # times the usual
LEAST_SPIKE = 30  # pageviews in ten minutes: fewer are no news
DROP = 3  # the usual, divided by it
LEAST_DROP = 20  # usual pageviews in an hour: of fewer a third comes by chance
SILENT = 8  # pageviews that usually had come in that time: by chance it is one time in 3000
LEAST_SILENCE, MOST_SILENCE = 5, 180  # minutes
REFUSED = 5  # times the usual
LEAST_REFUSED = 20  # hits in ten minutes
TENS_A_DAY = 144

Hours = Mapping[int, int]  # pageviews by the beginning of an hour, ms UTC


def same_hours(hours: Hours, since: int, at: int, zone: ZoneInfo) -> list[float]:
    """The pageviews of the hour up to `at`, as each of the last weeks had them at that time. Weeks
    before `since`, when the site began, are left out."""
    there = datetime.fromtimestamp(at / 1000, UTC).astimezone(zone)
    found = []
    for week in range(1, WEEKS + 1):
        then = round((there - timedelta(weeks=week)).timestamp() * 1000)
        if then - HOUR >= since:
            begun = hour_of(then, zone)
            share = (then - begun) / HOUR
            before = hours.get(begun - HOUR, 0)
            found.append(share * hours.get(begun, 0) + (1 - share) * before)
    return found


def hour_of(at: int, zone: ZoneInfo) -> int:
    """When the hour of the clocks there began, ms UTC."""
    there = datetime.fromtimestamp(at / 1000, UTC).astimezone(zone)
    return at - (there.minute * 60_000 + there.second * 1000 + there.microsecond // 1000)


def usual_of(weeks: list[float]) -> float | None:
    """The middle one; None where nobody knows yet."""
    if len(weeks) < FEWEST_WEEKS:
        return None
    ordered = sorted(weeks)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def spike_from(weeks: list[float]) -> int | None:
    """From how many pageviews within ten minutes on there are more than ever at this hour."""
    if len(weeks) < FEWEST_WEEKS:
        return None
    return max(LEAST_SPIKE, ceil(SPIKE * max(weeks) / 6))


def drop_below(weeks: list[float]) -> int | None:
    """Below how many pageviews within an hour something is wrong; None where a few come anyway."""
    if len(weeks) < FEWEST_WEEKS or min(weeks) < LEAST_DROP:
        return None
    return int(min(weeks) / DROP)


def silent_for(weeks: list[float]) -> int | None:
    """After how many minutes without anybody something is wrong; None where that is usual."""
    if len(weeks) < FEWEST_WEEKS or min(weeks) <= 0:
        return None
    minutes = ceil(60 * SILENT / min(weeks))
    return max(LEAST_SILENCE, minutes) if minutes <= MOST_SILENCE else None


def refused_from(days: list[int]) -> int:
    """From how many refused hits within ten minutes on there are more than on the days before."""
    usual = sum(days) / len(days) / TENS_A_DAY if days else 0.0
    return max(LEAST_REFUSED, ceil(REFUSED * usual))
