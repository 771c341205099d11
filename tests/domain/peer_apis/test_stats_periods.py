"""The periods of Plausible's Stats API v1, as its newest code has them."""

import pytest

from tests.domain.queries.asked import site
from tracker.domain.peer_apis.stats_periods import days_before, period_dates
from tracker.domain.queries.sent import BadQuery

CALENDAR = site().calendar
ON = {"date": "2026-03-31"}


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("day", "2026-03-31", "2026-03-31"),
        ("7d", "2026-03-24", "2026-03-30"),
        ("28d", "2026-03-03", "2026-03-30"),
        ("30d", "2026-03-01", "2026-03-30"),
        ("month", "2026-03-01", "2026-03-31"),
        ("6mo", "2025-10-01", "2026-03-31"),
        ("12mo", "2025-04-01", "2026-03-31"),
        ("year", "2026-01-01", "2026-12-31"),
    ],
)
def test_a_period_ends_by_its_date(period: str, first: str, last: str) -> None:
    dates = period_dates({"period": period} | ON, CALENDAR)
    assert [each.isoformat() for each in dates] == [first, last]


def test_without_words_it_is_the_thirty_days_before_today() -> None:
    dates = period_dates({}, CALENDAR)
    assert (dates.days, (CALENDAR.today - dates.last).days) == (30, 1)


def test_all_ends_today() -> None:
    assert period_dates({"period": "all"}, CALENDAR).last == CALENDAR.today


def test_two_dates_may_have_names_of_their_own() -> None:
    asked = {"period": "custom", "from": "2026-03-01", "to": "2026-03-04"}
    dates = period_dates(asked, CALENDAR)
    assert [each.isoformat() for each in days_before(dates)] == ["2026-02-25", "2026-02-28"]


def test_before_the_calendar_there_are_no_days() -> None:
    dates = period_dates({"period": "custom", "date": "1980-01-02,2026-03-04"}, CALENDAR)
    with pytest.raises(BadQuery, match="lies outside of the years"):
        days_before(dates)
