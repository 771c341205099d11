"""What a query can be about."""

import pytest

from tests.domain.queries.asked import asked, ms, site
from tracker.domain.periods.periods import WORDS
from tracker.domain.queries.sent import BadQuery


def span(date_range: object, zone: str = "Europe/Berlin") -> tuple[int, int]:
    return tuple(asked(site(zone=zone), date_range=date_range).question.span)


@pytest.mark.parametrize(
    ("date_range", "start", "end"),
    [
        ("day", "2026-11-29T00+01:00", "2026-11-30T00+01:00"),
        ("24h", "2026-11-28T11+01:00", "2026-11-29T11+01:00"),
        ("7d", "2026-11-22T00+01:00", "2026-11-29T00+01:00"),
        ("28d", "2026-11-01T00+01:00", "2026-11-29T00+01:00"),
        ("1d", "2026-11-28T00+01:00", "2026-11-29T00+01:00"),
        ("month", "2026-11-01T00+01:00", "2026-12-01T00+01:00"),
        ("6mo", "2026-05-01T00+02:00", "2026-11-01T00+01:00"),
        ("12mo", "2025-11-01T00+01:00", "2026-11-01T00+01:00"),
        ("year", "2026-01-01T00+01:00", "2027-01-01T00+01:00"),
        ("all", "2025-02-03T00+01:00", "2026-11-30T00+01:00"),
        ("last_7_days", "2026-11-23T00+01:00", "2026-11-30T00+01:00"),
        ("this_quarter", "2026-10-01T00+02:00", "2026-11-30T00+01:00"),
        (["2026-10-25", "2026-10-25"], "2026-10-25T00+02:00", "2026-10-26T00+01:00"),
        (["2030-01-01", "2030-01-31"], "2030-01-01T00+01:00", "2030-02-01T00+01:00"),
        (
            ["2026-11-02T10:00:00+01:00", "2026-11-02T11:59:59+01:00"],
            "2026-11-02T10+01:00",
            "2026-11-02T12+01:00",
        ),
        (
            ["2026-11-02T10:20:00Z", "2026-11-02T11:00:00Z"],
            "2026-11-02T10+00:00",
            "2026-11-02T11+00:00",
        ),
        # The hour that the clocks show twice: one of them.
        (
            ["2026-10-25T02:00:00+01:00", "2026-10-25T02:59:59+01:00"],
            "2026-10-25T02+01:00",
            "2026-10-25T03+01:00",
        ),
    ],
)
def test_a_date_range_is_a_span(date_range: object, start: str, end: str) -> None:
    assert span(date_range) == (ms(start), ms(end))


def test_times_go_by_the_hours_of_the_clocks_there() -> None:
    found = span(["2026-11-02T10:20:00Z", "2026-11-02T10:30:00Z"], "Asia/Kathmandu")
    assert found == (ms("2026-11-02T10:15:00Z"), ms("2026-11-02T11:15:00Z"))


def test_all_of_our_words_are_understood() -> None:
    for word in WORDS:
        if word != "custom":
            start, end = span(word)
            assert start < end


@pytest.mark.parametrize(
    ("date_range", "said"),
    [
        ("yesteryear", "date_range is not known. Allowed: day, 24h, 7d, 28d, 30d, 91d, month,"),
        ("custom", "date_range is not known."),
        (5, "date_range is not known."),
        ("0d", "date_range is not known."),
        ("5001d", "date_range is not known."),
        ("101mo", "date_range is not known."),
        ("٧d", "date_range is not known."),
        (["2026-11-02"], "date_range has 2 to 2 items, not 1."),
        (["2026-11-02", 5], "date_range[1] is a text, not a number."),
        (["2026-11-02", "2026-11-01"], "date_range ends before it begins."),
        (["2026-02-30", "2026-03-01"], "date_range is two dates of the calendar, such as"),
        (["1979-01-01", "2026-03-01"], "date_range lies outside of the years 1980 to 2199."),
        (["2026-01-01", "2200-03-01"], "date_range lies outside of the years"),
        (["0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z"], "date_range lies outside of the years"),
        (["2026-11-02", "2026-11-02T10:00:00Z"], "date_range has a time without its offset; write"),
        (
            ["2026-11-02T10:00:00", "2026-11-02T11:00:00"],
            "date_range has a time without its offset",
        ),
        (["2026-11-02T10:00:00Z", "2026-11-02T10:00:00Z"], "date_range ends before it begins."),
        (
            ["2026-11-02T10:00:00Z", "2026-11-02T10:00:00+01:00"],
            "date_range ends before it begins.",
        ),
        (
            ["yesterday", "today"],
            "date_range is two dates such as 2026-11-02, or two times such as",
        ),
        (
            ["2026-11-02T10:00:00Z" * 3, "2026-11-03T10:00:00Z"],
            "date_range[0] has at most 40 charac",
        ),
    ],
)
def test_what_is_no_date_range_is_named(date_range: object, said: str) -> None:
    with pytest.raises(BadQuery) as error:
        span(date_range)
    assert str(error.value).startswith(said)
