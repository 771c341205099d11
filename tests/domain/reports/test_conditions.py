"""Trees of conditions: what they select, and what they narrow."""

import pytest

from tracker.domain.reports.conditions import (
    All,
    Any,
    Condition,
    Has,
    Not,
    Term,
    concerns_custom_events,
    has_done,
    selects_rows,
    terms_in,
)

GERMAN = Term("visit:country", "is", ("DE",))
BLOG = Term("event:page", "begins", ("/blog/",))
SIGNUP = Term("event:name", "is", ("Signup",))
PAID = Term("event:props:plan", "is", ("paid",))


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        (None, False),
        (GERMAN, False),
        (BLOG, True),
        (Has(BLOG), False),
        (Not(Has(BLOG)), False),
        (Not(BLOG), True),
        (All((GERMAN, Has(BLOG))), False),
        (Any((GERMAN, BLOG)), True),
    ],
)
def test_rows_are_selected_by_an_event_that_stands_outside_of_has(
    condition: Condition | None, rows: bool
):
    assert selects_rows(condition) == rows


def test_only_what_visits_must_have_done_narrows():
    found = has_done(All((GERMAN, Has(BLOG), Not(Has(SIGNUP)), All((Has(PAID),)))))
    assert found == [BLOG, PAID]
    assert has_done(Any((Has(BLOG), Has(SIGNUP)))) == []
    assert has_done(Has(BLOG)) == [BLOG]


def test_a_name_or_a_property_is_about_custom_events():
    assert concerns_custom_events(SIGNUP)
    assert concerns_custom_events(All((BLOG, PAID)))
    assert not concerns_custom_events(BLOG)


def test_pageviews_that_are_asked_for_by_name_are_about_pageviews():
    pageviews = Term("event:name", "is", ("pageview",))
    assert not concerns_custom_events(All((pageviews, BLOG)))
    assert not concerns_custom_events(All((pageviews, PAID)))
    assert concerns_custom_events(Term("event:name", "is", ("pageview", "Signup")))


def test_every_test_of_a_tree_is_found():
    tree = All((GERMAN, Any((Has(BLOG), Not(Has(All((SIGNUP, PAID))))))))
    assert list(terms_in(tree)) == [GERMAN, BLOG, SIGNUP, PAID]
