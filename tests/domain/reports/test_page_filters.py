"""Filters of pages: what an address says, and which visits that means."""

from __future__ import annotations

import pytest

from tracker.domain.queries.query_filters import Known, read_filters
from tracker.domain.queries.sent import Sent
from tracker.domain.reports.conditions import All, Any, Has, Not, Term
from tracker.domain.reports.goals import Goal, condition_of
from tracker.domain.reports.page_filters import (
    DIMENSIONS,
    MOST_VALUES,
    PageFilter,
    as_query,
    page_filter,
    selected_by,
    with_filter,
)

GERMANY = PageFilter("country", "is", ("DE",))
BLOG = PageFilter("page", "begins", ("/blog/",))
SIGNUP = Goal(id=7, site_id=1, name="Signed up", kind="event", of="Signup")


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("country", "DE", GERMANY),
        ("country", "DE|FR", PageFilter("country", "is", ("DE", "FR"))),
        ("country", "DE|DE", GERMANY),
        ("country_not", "", PageFilter("country", "not", ("",))),
        ("country", "DE|", PageFilter("country", "is", ("DE", ""))),
        ("page_begins", "/blog/", BLOG),
        ("page", r"/a\|b|/c\\", PageFilter("page", "is", ("/a|b", "/c\\"))),
        ("page", "/ends with \\", PageFilter("page", "is", ("/ends with \\",))),
        ("utm_source_without", "mail", PageFilter("utm_source", "without", ("mail",))),
        ("prop.plan", "pro", PageFilter("prop", "is", ("pro",), "plan")),
        ("prop_not.a.b", "x", PageFilter("prop", "not", ("x",), "a.b")),
        ("done", "Signed up", PageFilter("done", "is", ("Signed up",))),
        ("segment_not", "7", PageFilter("segment", "not", ("7",))),
    ],
)
def test_a_parameter_is_a_filter_and_the_other_way_round(
    word: str, text: str, found: PageFilter
) -> None:
    assert page_filter(word, text) == found
    assert page_filter(found.word, found.text) == found


@pytest.mark.parametrize(
    "word", ["", "pages", "page_is", "page_nots", "prop", "prop.", "page.plan", "done_begins", "."]
)
def test_what_is_called_nothing_is_no_filter(word: str) -> None:
    assert page_filter(word, "x") is None


def test_every_word_of_an_address_is_read_again() -> None:
    for name in DIMENSIONS:
        for compares in ("is", "not", "contains", "without", "begins"):
            each = PageFilter(name, compares, ("a|b\\", "ü"))
            assert page_filter(each.word, each.text) == each


def test_a_value_is_tidy_and_values_are_few() -> None:
    found = page_filter("page", "a\nb\0|" + "|".join(map(str, range(1000))))
    assert found
    assert found.values[0] == "a b"
    assert len(found.values) == MOST_VALUES


def test_visit_filters_test_the_visit() -> None:
    assert selected_by([]) is None
    assert selected_by([GERMANY]) == Term("visit:country", "is", ("DE",))
    not_germany = PageFilter("country", "not", ("DE", "AT"))
    assert selected_by([not_germany]) == Not(Term("visit:country", "is", ("DE", "AT")))


def test_event_filters_ask_for_a_row_each() -> None:
    pages = [PageFilter("page", "is", (path,)) for path in ("/a", "/b")]
    assert selected_by([*pages, GERMANY]) == All(
        (
            Has(Term("event:page", "is", ("/a",))),
            Has(Term("event:page", "is", ("/b",))),
            Term("visit:country", "is", ("DE",)),
        )
    )
    without = PageFilter("page", "without", ("cart",))
    assert selected_by([without]) == Not(
        Has(Term("event:page", "contains", ("cart",), case_sensitive=False))
    )


def test_properties_belong_to_the_event_before_them() -> None:
    signup = PageFilter("event", "is", ("Signup",))
    plan = PageFilter("prop", "is", ("pro",), "plan")
    way = PageFilter("prop", "begins", ("mail",), "way")
    named = Term("event:name", "is", ("Signup",))
    pro = Term("event:props:plan", "is", ("pro",))
    mail = Term("event:props:way", "begins", ("mail",))
    assert selected_by([signup, plan, way]) == Has(All((named, pro, mail)))
    assert selected_by([plan]) == Has(pro)
    assert selected_by([signup, BLOG, plan]) == All(
        (Has(named), Has(Term("event:page", "begins", ("/blog/",))), Has(pro))
    )
    no_signup = PageFilter("event", "not", ("Signup",))
    assert selected_by([no_signup, plan]) == All((Not(Has(named)), Has(pro)))


def test_goals_are_filters_by_their_name() -> None:
    did = PageFilter("done", "is", ("Signed up", "Gone"))
    met = Any((condition_of(SIGNUP),))
    assert selected_by([did], [SIGNUP]) == Has(met)
    assert selected_by([PageFilter("done", "not", ("Signed up",))], [SIGNUP]) == Not(Has(met))


def test_one_more_value_of_what_a_visit_has_one_of_is_another_possibility() -> None:
    france = PageFilter("country", "is", ("FR",))
    assert with_filter([BLOG, GERMANY, BLOG], france) == (
        BLOG,
        PageFilter("country", "is", ("DE", "FR")),
        BLOG,
    )
    assert with_filter([GERMANY], GERMANY) == (GERMANY,)


def test_one_more_row_is_asked_for_beside_the_others() -> None:
    docs = PageFilter("page", "begins", ("/docs/",))
    assert with_filter([BLOG], docs) == (BLOG, docs)
    assert with_filter([BLOG, docs], BLOG) == (BLOG, docs)
    no_cart, no_blog = (PageFilter("page", "not", (path,)) for path in ("/cart", "/blog/"))
    assert with_filter([no_cart], no_blog) == (PageFilter("page", "not", ("/cart", "/blog/")),)


def test_a_segment_selects_what_it_is_made_of() -> None:
    germans = Term("visit:country", "is", ("DE",))
    known = {"3": germans}
    assert selected_by([PageFilter("segment", "is", ("3", "4"))], (), known) == Any((germans,))
    without = [PageFilter("segment", "not", ("3",)), GERMANY]
    assert selected_by(without, (), known) == All((Not(Any((germans,))), germans))


def test_filters_can_be_kept_as_a_query() -> None:
    filters = [
        PageFilter("country", "not", ("DE",)),
        PageFilter("event", "is", ("Signup",)),
        PageFilter("prop", "contains", ("pro",), "plan"),
        PageFilter("page", "without", ("cart",)),
        PageFilter("done", "is", ("Signed up",)),
        PageFilter("segment", "is", ("3",)),
    ]
    folded = {"case_sensitive": False}
    assert as_query(filters) == [
        ["not", ["is", "visit:country", ["DE"]]],
        [
            "has_done",
            [
                "and",
                [
                    ["is", "event:name", ["Signup"]],
                    ["contains", "event:props:plan", ["pro"], folded],
                ],
            ],
        ],
        ["has_not_done", ["contains", "event:page", ["cart"], folded]],
        ["has_done", ["is", "event:goal", ["Signed up"]]],
        ["is", "segment", [3]],
    ]


def test_what_is_kept_selects_the_same_visits() -> None:
    filters = [
        GERMANY,
        PageFilter("event", "is", ("Signup",)),
        PageFilter("prop", "is", ("pro",), "plan"),
        PageFilter("page", "not", ("/cart",)),
    ]
    kept = Sent(as_query(filters), "filters")
    assert read_filters(kept, Known()) == selected_by(filters)
