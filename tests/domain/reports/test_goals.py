"""Goals: which rows convert."""

import re
from decimal import Decimal

import pytest

from tracker.domain.reports.conditions import All, Term
from tracker.domain.reports.goals import Goal, GoalKind, condition_of, regex_of

PAGEVIEW = Term("event:name", "is", ("pageview",))


def goal(kind: GoalKind, of: str, **more: object) -> Goal:
    return Goal(id=1, site_id=1, name="A goal", kind=kind, of=of, **more)  # type: ignore[arg-type]


def test_an_event_converts_by_its_name():
    assert condition_of(goal("event", "Signup")) == Term("event:name", "is", ("Signup",))


@pytest.mark.parametrize(
    ("pattern", "test"),
    [
        ("/thanks", Term("event:page", "is", ("/thanks",))),
        ("/blog/**", Term("event:page", "begins", ("/blog/",))),
        ("/blog/*/end", Term("event:page", "matches", ("^/blog/[^/]*/end$",))),
    ],
)
def test_a_page_converts_by_its_pattern(pattern: str, test: Term):
    assert condition_of(goal("page", pattern)) == All((PAGEVIEW, test))


@pytest.mark.parametrize(
    ("kind", "measure"), [("scroll", "event:scroll_depth"), ("engaged", "event:engaged_time")]
)
def test_a_page_converts_by_how_it_was_read(kind: GoalKind, measure: str):
    least = Term(measure, "at_least", ("75",))
    page = Term("event:page", "is", ("/a",))
    assert condition_of(goal(kind, "/a", least=75)) == All((PAGEVIEW, page, least))


@pytest.mark.parametrize(
    ("pattern", "path", "is_met"),
    [
        ("/a/*", "/a/b", True),
        ("/a/*", "/a/b/c", False),
        ("/a/**/z", "/a/b/c/z", True),
        ("/a.b(c)", "/axb(c)", False),
        ("/a.b(c)*", "/a.b(c)d", True),
        ("/**", "/", True),
        ("*", "/", False),
        ("/***", "/a/b", True),
        ("/a^$|[x]\\", "/a^$|[x]\\", True),
    ],
)
def test_stars_stand_for_a_part_or_for_anything(pattern: str, path: str, is_met: bool):
    assert bool(re.search(regex_of(pattern), path)) == is_met


def test_revenue_needs_a_currency():
    assert not goal("event", "Buy", sums="amount").has_revenue
    assert goal("event", "Buy", sums="amount", currency="EUR").has_revenue
    assert goal("event", "Buy", value=Decimal(5), currency="EUR").has_revenue
    assert not goal("event", "Buy", currency="EUR").has_revenue
