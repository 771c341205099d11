"""What the address of a question says: when, in which columns, and under which filters."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tracker.domain.periods.periods import Calendar
from tracker.domain.queries.sent import BadQuery
from tracker.domain.umami_api.filters import read_filters
from tracker.domain.umami_api.kinds import meant, said
from tracker.domain.umami_api.numbered import number_of, site_id
from tracker.domain.umami_api.spans import HIGHEST, Asked, read_asked
from tracker.domain.umami_api.units import Unit, label, unit_of

BERLIN, UTC_ZONE = ZoneInfo("Europe/Berlin"), ZoneInfo("UTC")
HOUR = 3_600_000


def ms(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def test_both_moments_are_in_it() -> None:
    assert read_asked("1000", "1999") == Asked(1000, 2000)
    assert read_asked("0", "9" * 17) == Asked(0, HIGHEST + 1)


@pytest.mark.parametrize(
    ("start", "end", "wrong"),
    [
        (None, "1", "startAt is missing."),
        ("1", None, "endAt is missing."),
        ("soon", "1", "startAt is a whole number"),
        ("1", "-1", "endAt is a whole number"),
        ("1", "9" * 30, "endAt is a whole number"),
        ("2", "1", "endAt is before startAt."),
        ("٣", "4", "startAt is a whole number"),
    ],
)
def test_what_is_no_time_is_refused(start: str | None, end: str | None, wrong: str) -> None:
    with pytest.raises(BadQuery, match=wrong):
        read_asked(start, end)


def test_before_is_as_much_or_a_year_ago() -> None:
    noon = ms("2026-11-25T12:00:00+00:00")
    asked = Asked(noon, noon + HOUR)
    assert asked.before("prev", BERLIN) == Asked(noon - HOUR, noon)
    assert asked.before("yoy", BERLIN).start == ms("2025-11-25T12:00:00+00:00")
    leap = Asked(ms("2024-02-29T12:00:00+01:00"), HIGHEST).before("yoy", BERLIN)
    assert leap.start == ms("2023-02-28T12:00:00+01:00")
    assert leap.until == HIGHEST - 365 * 24 * HOUR  # no calendar goes that far


def test_nothing_is_asked_about_times_without_a_site() -> None:
    calendar = Calendar(BERLIN, ms("2026-11-25T12:00:00+00:00"), ms("2026-11-01T00:00:00+01:00"))
    assert Asked(0, calendar.since).within(calendar) is None
    ever = Asked(0, HIGHEST).within(calendar)
    assert ever
    first, last = ever.as_range()
    assert first == "2026-10-31T23:00:00.000+00:00"
    assert last.startswith("2027-12-30")


@pytest.mark.parametrize(
    ("sent", "days", "unit"),
    [
        ("hour", 2, "hour"),
        ("hour", 3, "day"),
        ("minute", 1, "hour"),
        ("", 1, "hour"),
        ("", 30, "day"),
        ("day", 200, "month"),
        ("day", 1, "day"),
        ("", 400, "month"),
        ("day", 800, "year"),
        ("month", 800, "month"),
        ("year", 1, "year"),
    ],
)
def test_columns_are_not_too_many(sent: str, days: int, unit: Unit) -> None:
    assert unit_of(sent, Asked(0, days * 24 * HOUR)) == unit


def test_a_column_of_another_kind_is_refused() -> None:
    with pytest.raises(BadQuery, match="unit is “week”"):
        unit_of("week", Asked(0, HOUR))


def test_columns_say_when_they_begin() -> None:
    at = ms("2026-11-25T00:00:00+01:00")
    assert label(at, "day", BERLIN, UTC_ZONE) == "2026-11-25T00:00:00Z"
    assert label(at, "day", BERLIN, ZoneInfo("Asia/Tokyo")) == "2026-11-25 00:00:00"
    assert label(at, "hour", BERLIN, UTC_ZONE) == "2026-11-24T23:00:00Z"
    assert label(at, "hour", BERLIN, ZoneInfo("Asia/Kolkata")) == "2026-11-25 04:30:00"
    assert label(at, "month", BERLIN, BERLIN) == "2026-11-01 00:00:00"
    assert label(at, "year", BERLIN, BERLIN) == "2026-01-01 00:00:00"


@pytest.mark.parametrize(
    ("name", "value", "ours"),
    [
        ("path", "/a,/b", ["is", "event:page", ["/a", "/b"]]),
        ("path2", "/a.b", ["is", "event:page", ["/a.b"]]),
        ("title", "c.Über", ["contains", "event:title", ["Über"], {"case_sensitive": False}]),
        ("title", "re.^a", ["matches", "event:title", ["^a"]]),
        ("country", "ns.", ["is", "visit:country", ["(not set)"]]),
        ("browser", "neq.edge-chromium", ["is_not", "visit:browser", ["Edge"]]),
        ("device", "laptop", ["is", "visit:device", ["desktop"]]),
        ("browser", "Netscape", ["is", "visit:browser", ["Netscape"]]),
        (
            "referrer",
            "neq.a.example",
            [
                "matches_not",
                "visit:referrer",
                [r"^[a-z]+://(www\.)?a\.example(:[0-9]+)?(/|$)"],
            ],
        ),
    ],
)
def test_a_filter_is_one_of_ours(name: str, value: str, ours: list[object]) -> None:
    assert read_filters([(name, value)]) == [ours]


def test_what_says_nothing_filters_nothing() -> None:
    params = [("path", ""), ("unit", "day"), ("segment", ""), ("excludeBounce", "false")]
    assert read_filters([*params, ("match", "any")]) == []


@pytest.mark.parametrize("name", ["query", "segment", "cohort", "epf0", "pf_plan", "distinctId"])
def test_what_cannot_be_filtered_by_is_not_passed_over(name: str) -> None:
    with pytest.raises(BadQuery, match=f"{name} is nothing to filter by here"):
        read_filters([(name, "1.eq.x")])
    with pytest.raises(BadQuery, match="excludeBounce"):
        read_filters([("excludeBounce", "true")])


def test_channels_and_browsers_have_other_names_there() -> None:
    words = [
        said("channel", each) for each in ("direct", "paid-search", "paid-other", "affiliates")
    ]
    assert words == ["direct", "paidSearch", "paidAds", "affiliate"]
    assert said("os", "Chrome OS-x") == "Chrome OS-x"
    assert (meant("browser", "crios"), meant("os", "Mac OS")) == ("Chrome", "macOS")


def test_a_site_without_a_name_has_a_number_that_looks_like_one() -> None:
    assert number_of(site_id(12)) == number_of("12") == 12
    assert number_of("b59e9c65-ae32-47f1-8400-119fcf4861c4") is None
