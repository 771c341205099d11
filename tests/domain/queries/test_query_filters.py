"""Filters of a query as conditions."""

from typing import Any as Whatever

import pytest
from msgspec import structs

from tests.domain.queries.asked import ORDER, SIGN_UP, VIP, asked, site
from tracker.domain.queries.query_filters import OPERATORS
from tracker.domain.queries.query_terms import COMPARING, MEASURING
from tracker.domain.queries.sent import BadQuery
from tracker.domain.reports.conditions import All, Any, Condition, Has, Not, Operator, Term
from tracker.domain.reports.goals import condition_of
from tracker.domain.reports.names import EVENT_DIMENSIONS, VISIT_DIMENSIONS

BLOG = ["contains", "event:page", ["/blog/"]]
ON_BLOG = Term("event:page", "contains", ("/blog/",))
GERMAN = Term("visit:country", "is", ("DE",))


def in_channel(*names: str) -> Term:
    return Term("visit:channel", "is", names)


def filtered(*filters: object) -> Condition | None:
    return asked(filters=list(filters)).question.filters


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (["is", "visit:country", ["DE"]], GERMAN),
        (["is_not", "visit:country", ["DE"]], Not(GERMAN)),
        (BLOG, ON_BLOG),
        (["contains_not", "event:page", ["/blog/"]], Not(ON_BLOG)),
        (["begins", "event:page", ["/a", "/b"]], Term("event:page", "begins", ("/a", "/b"))),
        (["begins_not", "event:page", ["/a"]], Not(Term("event:page", "begins", ("/a",)))),
        (["matches", "event:page", ["^/[0-9]+$"]], Term("event:page", "matches", ("^/[0-9]+$",))),
        (["matches_not", "event:title", ["x"]], Not(Term("event:title", "matches", ("x",)))),
        (
            ["is", "event:props:plan", ["Pro"], {"case_sensitive": False}],
            Term("event:props:plan", "is", ("Pro",), False),
        ),
        (["is", "event:name", ["Order"], {}], Term("event:name", "is", ("Order",))),
        (["at_least", "event:scroll_depth", [75]], Term("event:scroll_depth", "at_least", ("75",))),
        (["at_least", "event:engaged_time", [9]], Term("event:engaged_time", "at_least", ("9",))),
        (["and", [BLOG, ["is", "visit:country", ["DE"]]]], All((ON_BLOG, GERMAN))),
        (["or", [BLOG, ["is", "visit:country", ["DE"]]]], Any((ON_BLOG, GERMAN))),
        (["not", BLOG], Not(ON_BLOG)),
        (["has_done", BLOG], Has(ON_BLOG)),
        (["has_not_done", BLOG], Not(Has(ON_BLOG))),
        (["has_done", ["and", [BLOG, BLOG]]], Has(All((ON_BLOG, ON_BLOG)))),
        (["is", "visit:region_name", ["Bavaria"]], Term("visit:region", "is", ("Bavaria",))),
        # What answers say of nothing is understood again.
        (["is", "visit:source", ["Direct / None"]], Term("visit:source", "is", ("",))),
        (["is", "visit:city", ["(not set)", "Bonn"]], Term("visit:city", "is", ("", "Bonn"))),
        (["is", "event:props:plan", ["(none)"]], Term("event:props:plan", "is", ("",))),
        # What has names is found by them, whatever the case.
        (["is", "visit:channel", ["Organic Search"]], in_channel("organic-search")),
        (["is", "visit:channel", ["organic-search"]], in_channel("organic-search")),
        (
            ["begins", "visit:channel", ["paid s"]],
            in_channel("paid-search", "paid-social", "paid-shopping"),
        ),
        (["is", "visit:device", ["(not set)", "tv"]], Term("visit:device", "is", ("", "tv"))),
        (["contains", "visit:device", ["LET"]], Term("visit:device", "is", ("tablet",))),
        (["is", "event:goal", ["Order"]], condition_of(ORDER)),
        (["is_not", "event:goal", ["vip"]], Not(condition_of(VIP))),
        (["contains", "event:goal", ["i"]], Any((condition_of(SIGN_UP), condition_of(VIP)))),
        (["has_done", ["is", "event:goal", ["Sign up"]]], Has(condition_of(SIGN_UP))),
        (["is", "segment", [4]], All((Term("visit:country", "is", ("DE", "AT")),))),
        (
            ["is_not", "segment", [5]],
            Not(All((ON_BLOG, Not(Term("visit:device", "is", ("tablet",)))))),
        ),
    ],
)
def test_a_filter_is_a_condition(sent: object, expected: Condition) -> None:
    assert filtered(sent) == expected


def test_several_filters_are_all_true() -> None:
    assert filtered(BLOG, ["is", "visit:country", ["DE"]]) == All((ON_BLOG, GERMAN))
    assert filtered() is None


def test_one_of_several_segments_is_enough() -> None:
    found = filtered(["is", "segment", [4, 5]])
    assert isinstance(found, Any)
    assert len(found.parts) == 2


def test_everything_can_be_filtered_by_every_operator() -> None:
    assert {each for each, _ in COMPARING.values()} | {MEASURING} == set(Operator.__args__)
    for dimension in VISIT_DIMENSIONS | EVENT_DIMENSIONS - {"event:goal"}:
        named = {"visit:channel": "Email", "visit:device": "TV"}.get(dimension, "x")
        for operator in COMPARING:
            if named == "x" or not operator.startswith("matches"):
                assert filtered([operator, dimension, [named]])


def deep(levels: int) -> object:
    found: Whatever = BLOG
    for _ in range(levels):
        found = ["not", found]
    return found


WRONG: list[tuple[Whatever, str]] = [
    ("x", "filters[0] is a list, not a text."),
    ([], "filters[0] has 2 to 4 items, not 0."),
    ([["is"], "a", []], "filters[0][0] is a list, which is not known. Allowed: is, is_not, "),
    (
        ["equals", "event:page", ["/"]],
        f"filters[0][0] is “equals”, which is not known. Allowed: {', '.join(OPERATORS)}.",
    ),
    (["is", "event:page"], "filters[0] is an operator, a dimension and a list of values."),
    (["is", 5, ["/"]], "filters[0][1] is a text, not a number."),
    (
        ["is", "event:colour", ["/"]],
        "filters[0][1] is “event:colour”, which is not known. Allowed: ev",
    ),
    (["is", "time:day", ["/"]], "filters[0][1] is “time:day”, which is not known."),
    (
        ["is", "visit:country_name", ["x"]],
        "filters[0][1] is “visit:country_name”, which is not known.",
    ),
    (["is", "event:page", "/"], "filters[0][2] is a list, not a text."),
    (["is", "event:page", []], "filters[0][2] has 1 to 200 items, not 0."),
    (["is", "event:page", ["/"] * 201], "filters[0][2] has 1 to 200 items, not 201."),
    (["is", "event:page", [5]], "filters[0][2][0] is a text, not a number."),
    (
        ["is", "event:page", ["x" * 2_049]],
        "filters[0][2][0] has at most 2048 characters, not 2049.",
    ),
    (
        ["matches", "event:page", ["x" * 501]],
        "filters[0][2][0] has at most 500 characters, not 501.",
    ),
    (
        ["contains", "event:page", [""]],
        "filters[0][2] has an empty text in it, which everything contai",
    ),
    (
        ["is", "event:page", ["/"], {"case": 1}],
        "filters[0][3].case is not known. Allowed: case_sensi",
    ),
    (["is", "event:page", ["/"], []], "filters[0][3] is an object, not a list."),
    (
        ["is", "event:page", ["/"], {"case_sensitive": 0}],
        "filters[0][3].case_sensitive is true or fa",
    ),
    (["is", "event:page", ["/"], {}, 5], "filters[0] has 2 to 4 items, not 5."),
    (
        ["at_least", "event:page", [5]],
        "filters[0][1] is “event:page”, which is not known. Allowed: ev",
    ),
    (["at_least", "event:scroll_depth", [101]], "filters[0][2][0] is a whole number from 1 to 100"),
    (
        ["at_least", "event:scroll_depth", ["9"]],
        "filters[0][2][0] is a whole number from 1 to 100, n",
    ),
    (["at_least", "event:scroll_depth", [5, 6]], "filters[0][2] has 1 to 1 items, not 2."),
    (["at_least", "event:scroll_depth", [5], {}], "filters[0] has 3 items, not 4."),
    (
        ["is", "event:scroll_depth", ["5"]],
        "filters[0][1] is a measure, which is filtered by at_least.",
    ),
    (["and", BLOG], "filters[0][1][0] is a list, not a text."),
    (["and", []], "filters[0][1] has 1 to 50 items, not 0."),
    (["and", [BLOG], {}], "filters[0] has 2 items, not 3."),
    (["not", [BLOG]], "filters[0][1] has 2 to 4 items, not 1."),
    (
        ["has_done", ["is", "visit:os", ["x"]]],
        "filters[0][1][1] is the visit's: inside of has_done",
    ),
    (["has_done", ["not", ["has_done", BLOG]]], "filters[0][1][1] stands inside another has_done"),
    (
        ["has_done", ["is", "segment", [4]]],
        "filters[0][1] is a segment inside of a segment or has_do",
    ),
    (
        ["is", "segment", [9]],
        "filters[0][2][0] is 9, which is no segment of this site that you may us",
    ),
    (["is", "segment", ["4"]], "filters[0][2][0] is a whole number from 1 to"),
    (["is", "segment", [6]], "filters[0][2][0] (segment 6)[0] is a segment inside of a segment"),
    (
        ["contains", "segment", [4]],
        "filters[0] compares segments, which are filtered by is and is_no",
    ),
    (
        ["is", "event:goal", ["Gone"]],
        "filters[0][2][0] is “Gone”, and none is named so. Allowed: Orde",
    ),
    (
        ["matches", "event:goal", ["O"]],
        "filters[0] matches names, of which there are few. Allowed: is,",
    ),
    (["contains", "event:goal", ["o"] * 6], "filters[0][2] has 1 to 5 items, not 6."),
    (
        ["is", "visit:channel", ["Search"]],
        "filters[0][2][0] is “Search”, and none is named so. Allow",
    ),
    (deep(8), "filters[0]" + "[1]" * 8 + " stands too deep: conditions stand in at most 7 others."),
    (
        ["or", [["and", [BLOG] * 25]] * 2],
        "filters[0][1][1][1][22] is one too many: there are at most 50",
    ),
]


@pytest.mark.parametrize(("sent", "said"), WRONG)
def test_what_is_wrong_with_a_filter_is_named(sent: object, said: str) -> None:
    with pytest.raises(BadQuery) as error:
        filtered(sent)
    assert str(error.value).startswith(said)


def test_as_deep_as_may_be_is_deep_enough() -> None:
    assert filtered(deep(7))


def test_more_goals_than_conditions_are_refused() -> None:
    at = site()
    many = [structs.replace(ORDER, id=n, name=f"goal {n}") for n in range(51)]
    at = at._replace(known=at.known._replace(goals=tuple(many)))
    with pytest.raises(BadQuery, match="at most 50 conditions"):
        asked(at, filters=[["begins", "event:goal", ["goal"]]])


def test_goals_whose_names_differ_by_case_are_two() -> None:
    at = site()
    upper = structs.replace(ORDER, id=9, name="ORDER", of="ORDER")
    known = at.known._replace(goals=(*at.known.goals, upper))
    for goal in (ORDER, upper):
        found = asked(at._replace(known=known), filters=[["is", "event:goal", [goal.name]]])
        assert found.question.filters == condition_of(goal)
