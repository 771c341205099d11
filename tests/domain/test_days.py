"""Days in a site's time zone, where clocks jump."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tracker.domain.days import (
    clock_time,
    date_of,
    day_after,
    day_before,
    day_number,
    day_start,
)


def ms(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


@pytest.mark.parametrize(
    ("zone", "now", "start"),
    [
        ("UTC", "2026-11-21T13:00:00+00:00", "2026-11-21T00:00:00+00:00"),
        ("Europe/Berlin", "2026-11-21T00:00:00+01:00", "2026-11-21T00:00:00+01:00"),
        ("Europe/Berlin", "2026-11-20T23:59:59+01:00", "2026-11-20T00:00:00+01:00"),
        # The clocks went back at 3: the day began at the summer offset and has 25 hours.
        ("Europe/Berlin", "2026-10-25T12:00:00+01:00", "2026-10-25T00:00:00+02:00"),
        ("Europe/Berlin", "2026-10-25T02:30:00+01:00", "2026-10-25T00:00:00+02:00"),
        ("Pacific/Auckland", "2026-11-21T13:00:00+00:00", "2026-11-22T00:00:00+13:00"),
        ("Asia/Kathmandu", "2026-11-21T18:14:59+00:00", "2026-11-21T00:00:00+05:45"),
        # Santiago skips from 24:00 to 01:00: the day begins at the jump.
        ("America/Santiago", "2026-09-06T12:00:00-03:00", "2026-09-06T01:00:00-03:00"),
    ],
)
def test_a_day_begins_at_the_owners_midnight(zone: str, now: str, start: str) -> None:
    assert day_start(ms(now), ZoneInfo(zone)) == ms(start)


@pytest.mark.parametrize(
    ("zone", "now", "before"),
    [
        ("UTC", "2026-11-21T13:00:00+00:00", "2026-11-20T13:00:00+00:00"),
        ("Europe/Berlin", "2026-10-25T12:00:00+01:00", "2026-10-24T12:00:00+02:00"),
        ("Europe/Berlin", "2026-03-29T12:00:00+02:00", "2026-03-28T12:00:00+01:00"),
    ],
)
def test_yesterday_by_this_hour_goes_by_the_clock(zone: str, now: str, before: str) -> None:
    assert day_before(ms(now), ZoneInfo(zone)) == ms(before)
    assert day_after(ms(before), ZoneInfo(zone)) == ms(now)


def test_times_are_written_as_the_owners_clock_shows_them() -> None:
    at = ms("2026-11-21T23:30:05+00:00")
    assert clock_time(at, ZoneInfo("Europe/Berlin")) == "00:30:05"
    assert date_of(at, ZoneInfo("Europe/Berlin")) == "2026-11-22"


@pytest.mark.parametrize(
    ("zone", "now", "number"),
    [
        ("UTC", "1970-01-01T00:00:00+00:00", 0),
        ("Pacific/Honolulu", "1970-01-01T00:00:00+00:00", -1),
        ("Europe/Berlin", "2026-11-20T22:59:59+00:00", 20777),
        ("Europe/Berlin", "2026-11-20T23:00:00+00:00", 20778),
        ("Pacific/Kiritimati", "2026-11-20T10:00:00+00:00", 20778),
    ],
)
def test_a_days_number_is_the_calendars_there(zone: str, now: str, number: int) -> None:
    assert day_number(ms(now), ZoneInfo(zone)) == number
