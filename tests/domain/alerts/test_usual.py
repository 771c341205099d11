"""What is usual is learned of the same hours of the weeks before."""

from zoneinfo import ZoneInfo

import pytest

from tracker.domain.alerts.usual import (
    HOUR,
    drop_below,
    hour_of,
    refused_from,
    same_hours,
    silent_for,
    spike_from,
    usual_of,
)

BERLIN = ZoneInfo("Europe/Berlin")
UTC = ZoneInfo("UTC")
KOLKATA = ZoneInfo("Asia/Kolkata")
WEEK = 7 * 24 * HOUR
NOON = 1_795_262_400_000  # 2026-11-21 12:00 UTC, a Saturday


def test_an_hour_is_compared_with_the_same_hour_of_four_weeks() -> None:
    hours = {NOON - week * WEEK - HOUR: 10 * week for week in range(1, 6)}
    assert same_hours(hours, 0, NOON, UTC) == [10, 20, 30, 40]


def test_in_the_middle_of_an_hour_half_of_the_one_before_counts() -> None:
    hours = {NOON - WEEK - HOUR: 40, NOON - WEEK: 20}
    assert same_hours(hours, NOON - WEEK - HOUR, NOON + HOUR // 2, BERLIN) == [30]


def test_weeks_before_a_site_began_are_unknown() -> None:
    assert same_hours({}, NOON - 2 * WEEK, NOON, BERLIN) == [0]
    assert same_hours({}, NOON, NOON, BERLIN) == []


def test_the_clocks_of_the_site_say_which_hour_is_the_same() -> None:
    summer = 1_792_850_400_000  # 2026-10-24 14:00 UTC, 16:00 in Berlin; a week later 15:00 UTC
    hours = {summer - HOUR: 7}
    assert same_hours(hours, summer - WEEK // 2, summer + WEEK + HOUR, BERLIN) == [7]


def test_an_hour_begins_where_clocks_show_it() -> None:
    assert hour_of(NOON + 5_000, BERLIN) == NOON
    assert hour_of(NOON + HOUR - 1, KOLKATA) == NOON + HOUR // 2


def test_one_week_says_nothing() -> None:
    assert usual_of([5]) is None
    assert spike_from([5]) is None
    assert drop_below([500]) is None
    assert silent_for([500]) is None


def test_the_middle_of_the_weeks_is_usual() -> None:
    assert usual_of([9, 1, 5]) == 5
    assert usual_of([9, 1]) == 5


def test_a_spike_is_three_times_the_best_week_and_never_few() -> None:
    assert spike_from([600, 1200]) == 600
    assert spike_from([0, 6]) == 30


def test_a_drop_needs_hours_that_always_have_visits() -> None:
    assert drop_below([300, 60]) == 20
    assert drop_below([300, 19]) is None


@pytest.mark.parametrize(("hour", "minutes"), [(1000, 5), (48, 10), (4, 120), (2, None), (0, None)])
def test_silence_is_longer_than_chance(hour: int, minutes: int | None) -> None:
    assert silent_for([hour, hour]) == minutes


def test_refusals_rise_above_the_days_before() -> None:
    assert refused_from([]) == 20
    assert refused_from([0, 14_400]) == 250
