"""What an editor types is a goal, or each field says what is wrong with it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.reports.goals import Goal, condition_of
from tracker.domain.reports.typed_goals import KINDS, TypedGoal, WrongGoal, read_goal

CURRENCIES = {"EUR", "JPY"}


def read(**typed: str) -> Goal:
    return read_goal(TypedGoal(**typed), 7, CURRENCIES, 3)


def faults(**typed: str) -> dict[str, str]:
    with pytest.raises(WrongGoal) as wrong:
        read(**typed)
    return dict(wrong.value.faults)


def test_an_event_is_worth_what_its_property_says() -> None:
    assert read(kind="event", of=" Order ", sums="total", currency="eur") == Goal(
        id=3, site_id=7, name="Order", kind="event", of="Order", sums="total", currency="EUR"
    )


@pytest.mark.parametrize(("typed", "value"), [("2", "2"), ("2,50", "2.50"), ("0.0001", "0.0001")])
def test_an_amount_is_exact(typed: str, value: str) -> None:
    goal = read(name="Blog", kind="page", of="/blog/**", value=typed, currency="JPY")
    assert (goal.value, goal.name, goal.least) == (Decimal(value), "Blog", 0)


@pytest.mark.parametrize(
    ("kind", "least"), [("scroll", "1"), ("scroll", "100"), ("engaged", "86400")]
)
def test_a_measure_has_its_least(kind: str, least: str) -> None:
    goal = read(kind=kind, of="/blog", least=least)
    assert (goal.least, goal.name) == (int(least), "/blog")
    assert condition_of(goal)


def test_a_least_that_means_nothing_is_left_out() -> None:
    assert read(kind="page", of="/blog", least="nonsense").least == 0


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"kind": ""}, {"kind": "no kind"}),
        ({"kind": "sale"}, {"kind": "no kind"}),
        ({"of": ""}, {"of": "no event"}),
        ({"of": "", "name": "Order"}, {"of": "no event"}),
        ({"of": "ä" * 61}, {"of": "no event"}),
        ({"of": "pageview"}, {"of": "no event of visitors"}),
        ({"of": "test"}, {"of": "no event of visitors"}),
        ({"name": "x" * 101}, {"name": "long name"}),
        ({"kind": "page", "of": "thanks"}, {"of": "no page"}),
        ({"kind": "page", "of": "/" * 2049}, {"of": "no page"}),
        ({"kind": "page", "of": "/***"}, {"of": "many stars"}),
        ({"kind": "page", "of": "/*a" * 11}, {"of": "many stars"}),
        ({"kind": "scroll", "of": "/", "least": "0"}, {"least": "no percent"}),
        ({"kind": "scroll", "of": "/", "least": "101"}, {"least": "no percent"}),
        ({"kind": "scroll", "of": "/", "least": ""}, {"least": "no percent"}),
        ({"kind": "scroll", "of": "/", "least": "²"}, {"least": "no percent"}),
        ({"kind": "engaged", "of": "/", "least": "9" * 5_000}, {"least": "no seconds"}),
        ({"kind": "engaged", "of": "/", "least": "86401"}, {"least": "no seconds"}),
        ({"value": "-1", "currency": "EUR"}, {"value": "no amount"}),
        ({"value": "1e5", "currency": "EUR"}, {"value": "no amount"}),
        ({"value": "NaN", "currency": "EUR"}, {"value": "no amount"}),
        ({"value": "1.23456", "currency": "EUR"}, {"value": "no amount"}),
        ({"value": "1", "sums": "total", "currency": "EUR"}, {"value": "two values"}),
        ({"value": "1"}, {"currency": "no currency"}),
        ({"sums": "total", "currency": "QQQ"}, {"currency": "unknown currency"}),
        ({"currency": "EUR"}, {"currency": "currency of nothing"}),
        ({"sums": "x" * 301, "currency": "EUR"}, {"sums": "long property"}),
        (
            {"kind": "page", "of": "/", "sums": "total", "currency": "EUR"},
            {"sums": "no property here"},
        ),
    ],
)
def test_what_is_wrong_is_said_of_its_field(typed: dict[str, str], wrong: dict[str, str]) -> None:
    assert faults(**{"kind": "event", "of": "Order"} | typed) == wrong


def test_everything_that_is_wrong_is_said_at_once() -> None:
    assert set(faults(kind="scroll", of="", name="x" * 101, value="much")) == {
        "of",
        "name",
        "least",
        "value",
        "currency",
    }


TEXTS = st.text(max_size=40) | st.sampled_from(["", "/", "/**", "5", "EUR", "9" * 30])


@given(kind=st.sampled_from([*KINDS, "", "x"]), rest=st.tuples(*[TEXTS] * 6))
def test_no_text_raises_anything_else(kind: str, rest: tuple[str, ...]) -> None:
    of, *others = rest
    try:
        goal = read_goal(TypedGoal(others[0], kind, of, *others[1:]), 1, CURRENCIES)
    except WrongGoal:
        return
    assert condition_of(goal)
    assert goal.has_revenue == bool(goal.currency)
