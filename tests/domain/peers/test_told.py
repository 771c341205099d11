"""What events are called here, what they carry, and when they were."""

import pytest

from tests.making import NOON
from tracker.domain.peers.times import LATEST, TooOld, read_time, within_a_day
from tracker.domain.peers.told import event_name, flat, number_of, with_revenue


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("Signup", "Signup"),
        ("Outbound Link: Click", "Outbound"),
        ("leave", "Leave"),
        ("test", "Test"),
        ("pageview", "Pageview"),
        ("leave\0", "Leave"),
        (" test\n", "Test"),
        ("é" * 100, "é" * 60),
    ],
)
def test_a_word_of_ours_means_theirs(theirs: str, ours: str) -> None:
    assert event_name(theirs) == ours


def test_only_plain_values_stay() -> None:
    sent = {"plan": "pro", "seats": 3, "new": True, "blank": " ", "none": None, "list": [1]}
    assert flat(sent) == {"plan": "pro", "seats": 3, "new": True}
    assert flat({"a": {}}) is None
    assert flat("text") is None
    assert len(flat({str(n): n for n in range(40)}) or {}) == 30


@pytest.mark.parametrize(
    ("sent", "number"),
    [
        (3, 3),
        ("12.50", 12.5),
        ("5", 5),
        (True, None),
        (None, None),
        ("x", None),
        ("nan", None),
        ("inf", None),
        (10**400, None),
        (2.0**60, 2.0**60),
    ],
)
def test_a_number_may_be_a_text(sent: object, number: float | None) -> None:
    assert number_of(sent) == number


def test_what_was_earned_is_two_properties() -> None:
    assert with_revenue({"plan": "pro"}, "9.90", "eur") == {
        "plan": "pro",
        "revenue": 9.9,
        "currency": "EUR",
    }
    assert with_revenue(None, 5, None) == {"revenue": 5}
    assert with_revenue(None, "much", "EUR") is None


@pytest.mark.parametrize(
    ("sent", "at"),
    [
        ("2026-11-30T12:00:00Z", 1_796_040_000_000),
        ("2026-11-30T13:00:00+01:00", 1_796_040_000_000),
        ("2026-11-30 12:00:00", 1_796_040_000_000),
        ("1796040000", 1_796_040_000_000),
        (1_796_040_000, 1_796_040_000_000),
        (None, None),
        ("", None),
        (True, None),
        ("yesterday", None),
        ("inf", None),
        ("9" * 400, None),
    ],
)
def test_times_are_read_as_they_are_written(sent: str | float | None, at: int | None) -> None:
    assert read_time(sent) == at


def test_a_time_is_of_the_last_day() -> None:
    assert within_a_day(NOON - LATEST, NOON) == NOON - LATEST
    assert within_a_day(NOON + 1, NOON) == NOON
    with pytest.raises(TooOld):
        within_a_day(NOON - LATEST - 1, NOON)
