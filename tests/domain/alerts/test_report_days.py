"""Reports come on Monday morning, or on the first of the month, as their reader's clocks say."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from tracker.domain.alerts.report_days import days_before, days_told, due_day
from tracker.domain.periods.dates import Dates

BERLIN, TOKYO, NEW_YORK = map(ZoneInfo, ("Europe/Berlin", "Asia/Tokyo", "America/New_York"))
MONDAY = 1_795_996_800_000  # 2026-11-30 00:00 UTC, a Monday
HOUR = 3_600_000


@pytest.mark.parametrize(
    ("zone", "hour", "day"),
    [
        (BERLIN, 6, date(2026, 11, 23)),
        (BERLIN, 7, date(2026, 11, 30)),
        (TOKYO, -1, date(2026, 11, 30)),
        (TOKYO, -2, date(2026, 11, 23)),
        (NEW_YORK, 12, date(2026, 11, 23)),
        (NEW_YORK, 13, date(2026, 11, 30)),
        (BERLIN, 6 * 24, date(2026, 11, 30)),
    ],
)
def test_a_week_is_told_on_its_readers_monday(zone: ZoneInfo, hour: int, day: date) -> None:
    assert due_day("week", MONDAY + hour * HOUR, zone) == day


def test_a_month_is_told_on_its_first_day() -> None:
    assert due_day("month", MONDAY + 7 * HOUR, BERLIN) == date(2026, 11, 1)
    assert due_day("month", MONDAY + 31 * HOUR, BERLIN) == date(2026, 12, 1)
    assert due_day("month", MONDAY + 30 * HOUR, BERLIN) == date(2026, 11, 1)


def test_it_tells_of_what_is_over_and_of_the_time_before() -> None:
    day = date(2026, 11, 30)
    assert days_told("week", day) == Dates(date(2026, 11, 23), date(2026, 11, 29))
    assert days_before("week", day) == Dates(date(2026, 11, 16), date(2026, 11, 22))
    first = date(2027, 1, 1)
    assert days_told("month", first) == Dates(date(2026, 12, 1), date(2026, 12, 31))
    assert days_before("month", first) == Dates(date(2026, 11, 1), date(2026, 11, 30))
