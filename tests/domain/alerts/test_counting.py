"""Counts of the last minutes, first times, and rows that are what somebody waits for."""

import pytest

from tests.making import NOON
from tracker.domain.alerts import first_times
from tracker.domain.alerts.alert import ANEW
from tracker.domain.alerts.first_times import FirstTimes
from tracker.domain.alerts.minutes import Minutes
from tracker.domain.alerts.missing import missing_path
from tracker.domain.blocks.page_patterns import fits
from tracker.domain.reports.goal_rules import reaches
from tracker.domain.reports.goals import Goal

MINUTE = 60_000


def test_minutes_forget_what_is_older_than_an_hour() -> None:
    minutes = Minutes()
    minutes.add(NOON, 3)
    minutes.add(NOON + 9 * MINUTE)
    assert minutes.last(10, NOON + 9 * MINUTE) == 4
    assert minutes.last(10, NOON + 10 * MINUTE) == 1
    assert minutes.last(60, NOON + 59 * MINUTE) == 4
    minutes.add(NOON - 2 * MINUTE, 9)  # more than an hour ago by now
    assert minutes.last(60, NOON + 60 * MINUTE) == 1
    assert minutes.last(60, NOON + 200 * MINUTE) == 0


def test_what_comes_a_little_late_counts_in_its_minute() -> None:
    minutes = Minutes()
    minutes.add(NOON)
    minutes.add(NOON - 5 * MINUTE)
    assert minutes.last(5, NOON) == 1
    assert minutes.last(6, NOON) == 2


def test_nothing_is_new_before_the_past_is_known() -> None:
    times = FirstTimes()
    assert not times.is_new("Google", NOON)
    assert not times.is_new("Hacker News", NOON)
    assert times.learn({"Google": 40}, NOON) == ["Hacker News"]
    assert times.knows
    assert not times.is_new("Google", NOON + 1)
    assert times.is_new("Lobsters", NOON + 2)
    assert not times.is_new("Lobsters", NOON + 3)


def test_who_comes_with_the_question_is_new_all_the_same() -> None:
    times = FirstTimes()
    times.is_new("Hacker News", NOON)
    assert times.learn({"Hacker News": 1}, NOON) == ["Hacker News"]


def test_after_a_month_without_anybody_one_is_the_first_again() -> None:
    times = FirstTimes()
    times.learn({"Google": 1}, NOON)
    assert not times.is_new("Google", NOON + ANEW - 1)
    assert times.is_new("Google", NOON + 2 * ANEW)


def test_names_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_times, "MOST", 2)
    times = FirstTimes()
    for name in ("a", "b", "c"):
        times.is_new(name, NOON)
    assert times.learn({}, NOON) == ["a", "b"]
    assert times.is_new("c", NOON)  # and "a" is forgotten
    assert times.is_new("a", NOON)


@pytest.mark.parametrize(
    ("pattern", "path", "fit"),
    [
        ("/thanks", "/thanks", True),
        ("/thanks", "/thanks/2", False),
        ("/blog/**", "/blog/a/b", True),
        ("/blog/*/end", "/blog/a/end", True),
        ("/blog/*/end", "/blog/a/b/end", False),
    ],
)
def test_a_pattern_fits_pages_as_goals_have_it(pattern: str, path: str, fit: bool) -> None:
    assert fits(pattern, path) is fit


def test_a_page_that_was_left_may_have_reached_a_goal() -> None:
    read = Goal(id=1, site_id=1, name="Read", kind="scroll", of="/", least=80)
    stayed = Goal(id=2, site_id=1, name="Stayed", kind="engaged", of="/", least=30)
    assert reaches(read, 0, 80)
    assert not reaches(read, 90_000, 79)
    assert reaches(stayed, 30_000, 0)
    assert not reaches(stayed, 29_999, 100)
    assert not reaches(Goal(id=3, site_id=1, name="Seen", kind="page", of="/"), 90_000, 100)


@pytest.mark.parametrize(
    ("properties", "path"),
    [
        ('{"path":"/old"}', "/old"),
        ('{"path":7}', "/here"),
        ("{}", "/here"),
        (None, "/here"),
        ("[]", "/here"),
        ("{", "/here"),
    ],
)
def test_an_event_says_which_page_was_not_found(properties: str | None, path: str) -> None:
    assert missing_path(properties, "/here") == path
