"""What live views are told of goals, and where one is reached by it."""

import re
from random import Random

import pytest

from tracker.domain.reports.goal_rules import (
    GoalRule,
    fits,
    reached_by_event,
    reached_by_reading,
    rule_of,
)
from tracker.domain.reports.goals import Goal, regex_of

RULES = [
    GoalRule("Signup", "event", "Signup"),
    GoalRule("Pricing seen", "page", "/pricing"),
    GoalRule("Any post", "page", "/blog/**"),
    GoalRule("Read to the end", "scroll", "/blog/*", 90),
    GoalRule("A minute", "engaged", "/blog/*", 60),
]


def test_a_rule_says_nothing_of_money():
    goal = Goal(
        id=7, site_id=1, name="Paid", kind="event", of="Order", sums="total", currency="EUR"
    )
    assert rule_of(goal) == GoalRule("Paid", "event", "Order")


@pytest.mark.parametrize(
    ("name", "path", "reached"),
    [
        ("Signup", "/pricing", ["Signup"]),
        ("signup", "/pricing", []),
        ("pageview", "/pricing", ["Pricing seen"]),
        ("pageview", "/blog/2026/waves", ["Any post"]),
        ("pageview", "/", []),
    ],
)
def test_events_and_pages_reach_a_goal(name: str, path: str, reached: list[str]):
    assert list(reached_by_event(RULES, name, path)) == reached


@pytest.mark.parametrize(
    ("path", "engaged", "depth", "reached"),
    [
        ("/blog/waves", 59_999, 89, []),
        ("/blog/waves", 60_000, 89, ["A minute"]),
        ("/blog/waves", 0, 90, ["Read to the end"]),
        ("/blog/2026/waves", 60_000, 90, []),
    ],
)
def test_how_a_page_was_read_reaches_a_goal(
    path: str, engaged: int, depth: int, reached: list[str]
):
    assert list(reached_by_reading(RULES, path, engaged, depth)) == reached


def test_a_pattern_fits_what_reports_count_by_it():
    chance = Random(14)
    fitting = 0
    for _ in range(4_000):
        pattern = "/" + "".join(chance.choices(["a", "b", "/", "*", "**"], k=chance.randint(0, 6)))
        if "***" in pattern:
            continue
        path = "/" + "".join(chance.choices("ab/", k=chance.randint(0, 8)))
        fitting += fits(pattern, path)
        assert fits(pattern, path) == bool(re.search(regex_of(pattern), path)), (pattern, path)
    assert fitting > 100
