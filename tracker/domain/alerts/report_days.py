"""When a report is mailed, and which days it tells of."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from tracker.domain.periods.dates import Dates, month_before, whole_months

Every = Literal["week", "month"]
EVERY: tuple[Every, ...] = get_args(Every)
HOUR = 8  # of its reader's morning
A_WEEK = timedelta(weeks=1)
A_DAY = timedelta(days=1)


def due_day(every: Every, at: int, zone: ZoneInfo) -> date:
    """The last Monday, or first of a month, on which it was morning already for its reader; `at` in
    ms, UTC."""
    morning = datetime.fromtimestamp(at / 1000, UTC).astimezone(zone)
    day = morning.date() if morning.hour >= HOUR else morning.date() - A_DAY
    return day - A_DAY * day.weekday() if every == "week" else day.replace(day=1)


def days_told(every: Every, due: date) -> Dates:
    """The week, or the month, that was over then."""
    if every == "week":
        return Dates(due - A_WEEK, due - A_DAY)
    return whole_months(month_before(due, 1), 1)


def days_before(every: Every, due: date) -> Dates:
    """What that is compared with."""
    if every == "week":
        return Dates(due - 2 * A_WEEK, due - A_WEEK - A_DAY)
    return whole_months(month_before(due, 2), 1)
