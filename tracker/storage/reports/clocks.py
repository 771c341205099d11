"""When a time zone's clocks changed, and by how much: Python's zoneinfo is the one truth."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

FIRST, LAST = datetime(1995, 1, 1, tzinfo=UTC), datetime(2050, 1, 1, tzinfo=UTC)
STEP = timedelta(days=7)  # no zone changes twice within


class Shift(NamedTuple):
    """From `since` (ms, UTC) on its clocks show `by` ms more than UTC."""

    since: int
    by: int


@cache
def shifts_of(zone: str) -> tuple[Shift, ...]:
    """In order; the first holds for everything before the second."""
    clock = _clock(zone)
    found = [Shift(-(1 << 62), _offset(FIRST, clock))]
    at = FIRST
    while at < LAST:
        following = at + STEP
        if (by := _offset(following, clock)) != found[-1].by:
            found.append(Shift(_changes(at, following, clock), by))
        at = following
    return tuple(found)


def _clock(zone: str) -> ZoneInfo:
    """UTC where the zone is one that this system does not know any more."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _changes(before: datetime, after: datetime, clock: ZoneInfo) -> int:
    """The first second (in ms) at which they show what they show `after`."""
    old, low, high = _offset(before, clock), int(before.timestamp()), int(after.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        same = _offset(datetime.fromtimestamp(middle, UTC), clock) == old
        low, high = (middle, high) if same else (low, middle)
    return high * 1000


def _offset(at: datetime, clock: ZoneInfo) -> int:
    shift = at.astimezone(clock).utcoffset()
    assert shift is not None  # a ZoneInfo always knows
    return round(shift.total_seconds()) * 1000
