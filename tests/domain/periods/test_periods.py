"""Periods in words, where clocks jump and months differ."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from tracker.domain.periods.buckets import bucket_begins, buckets, unit_for, units_for
from tracker.domain.periods.comparisons import compared, so_far
from tracker.domain.periods.dates import Dates
from tracker.domain.periods.periods import (
    WORDS,
    Calendar,
    Period,
    dates_in,
    dates_of,
    read_period,
    span_of,
    whole_days,
)
from tracker.domain.periods.steps import earlier, later
from tracker.domain.reports.question import Span

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = 3_600_000


def ms(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def calendar(now: str = "2026-11-29T10:20:00+01:00", zone: str = "Europe/Berlin") -> Calendar:
    return Calendar(ZoneInfo(zone), ms(now), ms("2025-02-03T12:00:00+01:00"))


def days(period: Period, at: Calendar) -> str:
    return written(dates_of(period, at))


def written(dates: Dates) -> str:
    return f"{dates.first:%Y-%m-%d} {dates.last:%Y-%m-%d}"


def custom(first: str, last: str) -> Period:
    period = read_period("custom", first, last)
    assert period
    return period


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("today", "2026-11-29 2026-11-29"),
        ("yesterday", "2026-11-28 2026-11-28"),
        ("last_24_hours", "2026-11-28 2026-11-29"),
        ("last_7_days", "2026-11-23 2026-11-29"),
        ("last_28_days", "2026-11-02 2026-11-29"),
        ("last_30_days", "2026-10-31 2026-11-29"),
        ("last_90_days", "2026-09-01 2026-11-29"),
        ("this_week", "2026-11-23 2026-11-29"),
        ("this_month", "2026-11-01 2026-11-29"),
        ("last_month", "2026-10-01 2026-10-31"),
        ("this_quarter", "2026-10-01 2026-11-29"),
        ("this_year", "2026-01-01 2026-11-29"),
        ("last_12_months", "2025-12-01 2026-11-29"),
        ("all", "2025-02-03 2026-11-29"),
    ],
)
def test_a_word_is_days_of_the_sites_calendar(word: str, expected: str) -> None:
    period = read_period(word)
    assert period
    assert days(period, calendar()) == expected


def test_every_word_can_be_read_and_lies_before_tomorrow() -> None:
    for word in WORDS:
        period = read_period(word, "2026-10-19", "2026-11-15")
        assert period
        span = span_of(period, calendar())
        assert span.start < span.end <= ms("2026-11-30T00:00:00+01:00")


@pytest.mark.parametrize(
    ("word", "first", "last"),
    [
        ("", "", ""),
        ("28d", "", ""),
        ("custom", "", ""),
        ("custom", "2026-11-02", "2026-11-01"),
        ("custom", "2026-02-30", "2026-03-01"),
        ("custom", "1979-12-31", "2026-03-01"),
        ("custom", "2026-03-01", "2200-01-01"),
        ("custom", "0001-01-01", "9999-12-31"),
    ],
)
def test_what_is_no_period_is_none(word: str, first: str, last: str) -> None:
    assert read_period(word, first, last) is None


@pytest.mark.parametrize(
    ("zone", "first", "last", "start", "end"),
    [
        # 25 and 23 hours, and two days in which midnight is skipped.
        ("Europe/Berlin", "2026-10-25", "2026-10-25", "2026-10-25T00+02:00", "2026-10-26T00+01:00"),
        ("Europe/Berlin", "2026-03-29", "2026-03-29", "2026-03-29T00+01:00", "2026-03-30T00+02:00"),
        (
            "America/Santiago",
            "2026-09-05",
            "2026-09-06",
            "2026-09-05T00-04:00",
            "2026-09-07T00-03:00",
        ),
        (
            "Asia/Kathmandu",
            "2026-01-01",
            "2026-01-31",
            "2026-01-01T00+05:45",
            "2026-02-01T00+05:45",
        ),
    ],
)
def test_days_begin_and_end_at_the_owners_midnight(
    zone: str, first: str, last: str, start: str, end: str
) -> None:
    assert span_of(custom(first, last), calendar(zone=zone)) == Span(ms(start), ms(end))


def test_a_site_of_tomorrow_has_all_of_today() -> None:
    at = calendar()._replace(since=ms("2027-01-01T00:00:00+01:00"))
    assert days(Period("all"), at) == "2026-11-29 2026-11-29"


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Kathmandu"])
def test_the_last_24_hours_are_whole_hours_of_the_clocks_there(zone: str) -> None:
    at = calendar(zone=zone)
    span = span_of(Period("last_24_hours"), at)
    assert span.end - span.start == 24 * HOUR
    assert at.now < span.end <= at.now + HOUR
    assert datetime.fromtimestamp(span.end / 1000, at.zone).minute == 0


@pytest.mark.parametrize(
    ("period", "before", "after"),
    [
        (Period("today"), "yesterday", ""),
        (Period("yesterday"), "custom 2026-11-27 2026-11-27", "today"),
        (Period("last_24_hours"), "yesterday", ""),
        (Period("last_7_days"), "custom 2026-11-16 2026-11-22", ""),
        (custom("2026-11-16", "2026-11-22"), "custom 2026-11-09 2026-11-15", "last_7_days"),
        (Period("last_28_days"), "custom 2026-10-05 2026-11-01", ""),
        (Period("this_week"), "custom 2026-11-16 2026-11-22", ""),
        (Period("this_month"), "last_month", ""),
        (Period("last_month"), "custom 2026-09-01 2026-09-30", "this_month"),
        (Period("this_quarter"), "custom 2026-07-01 2026-09-30", ""),
        (custom("2026-07-01", "2026-09-30"), "custom 2026-04-01 2026-06-30", "this_quarter"),
        (Period("this_year"), "custom 2025-01-01 2025-12-31", ""),
        (Period("last_12_months"), "custom 2024-12-01 2025-11-30", ""),
        (custom("2026-11-01", "2026-11-30"), "last_month", ""),
        (custom("2026-11-10", "2026-11-19"), "custom 2026-10-31 2026-11-09", "*"),
        (Period("all"), "", ""),
    ],
)
def test_the_arrows_go_by_days_or_by_whole_months(period: Period, before: str, after: str) -> None:
    assert named(earlier(period, calendar())) == before
    if after != "*":
        assert named(later(period, calendar())) == after


def named(period: Period | None) -> str:
    if period is None:
        return ""
    if period.word != "custom":
        return period.word
    return f"custom {written(Dates(period.first, period.last))}"


def test_28_days_that_are_all_of_february_stay_28_days() -> None:
    at = calendar("2026-02-28T12:00:00+01:00")
    assert named(earlier(Period("last_28_days"), at)) == "custom 2026-01-04 2026-01-31"


def test_days_stay_days_and_months_stay_months() -> None:
    at = calendar("2026-11-30T12:00:00+01:00")
    october = custom("2026-10-02", "2026-10-31")
    assert later(october, at) == Period("last_30_days")
    assert later(Period("last_month"), at) == Period("this_month")


def test_back_and_forth_ends_where_it_began() -> None:
    for word in ("today", "last_7_days", "last_28_days", "this_month", "this_quarter", "this_year"):
        period = read_period(word)
        for _ in range(30):
            assert period
            period = earlier(period, calendar())
        for _ in range(30):
            assert period
            period = later(period, calendar())
        assert period == Period(word)


@pytest.mark.parametrize(
    ("period", "previous", "year"),
    [
        (Period("today"), "2026-11-28 2026-11-28", "2025-11-30 2025-11-30"),
        (Period("last_28_days"), "2026-10-05 2026-11-01", "2025-11-03 2025-11-30"),
        (Period("this_month"), "2026-10-01 2026-10-29", "2025-11-02 2025-11-30"),
        (Period("last_month"), "2026-09-01 2026-09-30", "2025-10-02 2025-11-01"),
        (Period("this_quarter"), "2026-07-01 2026-08-29", "2025-10-02 2025-11-30"),
        (Period("this_year"), "2025-01-01 2025-11-29", "2025-01-01 2025-11-29"),
        (Period("last_12_months"), "2024-12-01 2025-11-29", "2024-12-01 2025-11-29"),
        (custom("2026-11-10", "2026-11-19"), "2026-10-31 2026-11-09", "2025-11-11 2025-11-20"),
        (custom("2026-01-01", "2026-06-30"), "2025-07-01 2025-12-31", "2025-01-01 2025-06-30"),
        (custom("2027-03-01", "2028-02-29"), "2026-03-01 2027-02-28", "2026-03-01 2027-02-28"),
    ],
)
def test_what_is_compared_is_as_long(period: Period, previous: str, year: str) -> None:
    at = calendar()
    for against, expected in (("previous", previous), ("year", year)):
        span = compared(period, at, against)  # type: ignore[arg-type]
        assert span
        assert written(dates_in(span, at.zone)) == expected


def test_a_year_before_weekdays_lie_on_weekdays() -> None:
    at = calendar()
    span, here = compared(Period("last_30_days"), at, "year"), span_of(Period("last_30_days"), at)
    assert span
    assert dates_in(span, BERLIN).first.weekday() == dates_in(here, BERLIN).first.weekday()


def test_a_longer_months_last_days_have_nothing_to_be_compared_with() -> None:
    at = calendar("2026-03-31T10:00:00+02:00")
    span = compared(Period("this_month"), at, "previous")
    assert span
    assert written(dates_in(span, BERLIN)) == "2026-02-01 2026-02-28"
    assert so_far(span, span_of(Period("this_month"), at), at) == span


def test_nothing_compares_with_all() -> None:
    assert compared(Period("all"), calendar(), "previous") is None
    assert compared(Period("all"), calendar(), "year") is None


def test_24_hours_are_compared_by_the_clock() -> None:
    at = calendar("2026-10-25T10:20:00+01:00")  # yesterday was summer
    span = compared(Period("last_24_hours"), at, "previous")
    assert span
    assert span == Span(ms("2026-10-23T11:00+02:00"), ms("2026-10-24T11:00+02:00"))
    year = compared(Period("last_24_hours"), at, "year")
    assert year == Span(ms("2025-10-25T12:00+02:00"), ms("2025-10-26T11:00+01:00"))
    assert so_far(span, span_of(Period("last_24_hours"), at), at) == span


@pytest.mark.parametrize(
    ("period", "end"),
    [
        (Period("today"), "2026-11-28T11:00+01:00"),
        (Period("last_7_days"), "2026-11-22T11:00+01:00"),
        (Period("this_month"), "2026-10-29T11:00+01:00"),
        (custom("2026-11-23", "2026-12-06"), "2026-11-15T11:00+01:00"),
        (Period("yesterday"), "2026-11-28T00:00+01:00"),
    ],
)
def test_a_period_under_way_is_compared_so_far(period: Period, end: str) -> None:
    at = calendar()
    other = compared(period, at, "previous")
    assert other
    cut = so_far(other, span_of(period, at), at)
    assert cut == Span(other.start, ms(end))


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", "2026-10-25", 25),
        ("Europe/Berlin", "2026-03-29", 23),
        ("Europe/Berlin", "2026-11-29", 24),
        ("America/Santiago", "2026-09-06", 23),
        ("Asia/Kathmandu", "2026-11-29", 24),
        ("Australia/Lord_Howe", "2026-06-01", 24),
    ],
)
def test_a_day_has_as_many_hours_as_the_clocks_run(zone: str, day: str, hours: int) -> None:
    at = calendar(zone=zone)
    span = span_of(custom(day, day), at)
    starts = buckets(span, "hour", at.zone)
    assert len(starts) == hours
    assert starts == sorted(set(starts))
    assert [bucket_begins(start + HOUR - 1, "hour", at.zone) for start in starts] == starts


@pytest.mark.parametrize("day", ["2026-04-05", "2026-10-04"])
def test_hours_follow_clocks_that_jump_by_half_an_hour(day: str) -> None:
    at = calendar(zone="Australia/Lord_Howe")
    starts = buckets(span_of(custom(day, day), at), "hour", at.zone)
    assert {datetime.fromtimestamp(start / 1000, at.zone).minute for start in starts[5:]} == {0}
    assert all(0 < after - start <= HOUR for start, after in pairwise(starts))


def test_days_and_weeks_and_months_begin_on_the_calendar() -> None:
    span = whole_days(Dates(date(2026, 10, 21), date(2026, 11, 29)), BERLIN)
    in_days = [dates_in(Span(at, at + 1), BERLIN).first for at in buckets(span, "day", BERLIN)]
    assert in_days == [date(2026, 10, 21) + timedelta(days=n) for n in range(40)]
    assert [
        f"{datetime.fromtimestamp(at / 1000, BERLIN):%m-%d %H}"
        for at in buckets(span, "week", BERLIN)
    ] == ["10-21 00", "10-26 00", "11-02 00", "11-09 00", "11-16 00", "11-23 00"]
    assert buckets(span, "month", BERLIN) == [span.start, ms("2026-11-01T00+01:00")]
    assert bucket_begins(ms("2026-11-29T10+01:00"), "week", BERLIN) == ms("2026-11-23T00+01:00")
    assert bucket_begins(ms("2026-11-29T10+01:00"), "month", BERLIN) == ms("2026-11-01T00+01:00")


def test_a_day_that_a_zone_skipped_is_no_bucket() -> None:
    apia = ZoneInfo("Pacific/Apia")
    span = whole_days(Dates(date(2011, 12, 29), date(2011, 12, 31)), apia)
    assert len(buckets(span, "day", apia)) == 2


@pytest.mark.parametrize(
    ("word", "unit", "units"),
    [
        ("today", "hour", ["hour"]),
        ("last_24_hours", "hour", ["hour", "day"]),
        ("last_7_days", "day", ["hour", "day"]),
        ("last_28_days", "day", ["day", "week", "month"]),
        ("last_90_days", "day", ["day", "week", "month"]),
        ("last_12_months", "week", ["day", "week", "month"]),
    ],
)
def test_a_period_is_drawn_by_what_suits_it(word: str, unit: str, units: list[str]) -> None:
    span = span_of(Period(word), calendar())  # type: ignore[arg-type]
    assert unit_for(span, BERLIN) == unit
    assert units_for(span, BERLIN) == units


def test_many_years_are_drawn_by_months() -> None:
    span = whole_days(Dates(date(2020, 1, 1), date(2026, 11, 29)), BERLIN)
    assert unit_for(span, BERLIN) == "month"
