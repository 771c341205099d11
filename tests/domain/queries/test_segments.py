"""A segment is kept as any query would take its filters."""

import pytest

from tracker.domain.queries.segments import kept_filters
from tracker.domain.queries.sent import BadQuery
from tracker.domain.reports.goals import Goal

GOALS = (Goal(id=1, site_id=1, name="Order", kind="event", of="Order"),)


def test_filters_are_kept_without_blanks() -> None:
    typed = '[ ["is", "visit:city", ["Köln"]],\n ["is", "event:goal", ["Order"]] ]'
    assert kept_filters(typed, GOALS) == (
        '[["is","visit:city",["Köln"]],["is","event:goal",["Order"]]]'
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "not JSON"),
        ("nonsense", "not JSON"),
        ("{}", "filters is a list, not an object"),
        ("[]", "filters are empty"),
        ('[["is", "visit:nonsense", ["x"]]]', "visit:nonsense"),
        ('[["is", "event:goal", ["Sale"]]]', "Sale"),
        ('[["is", "segment", [1]]]', "is no segment"),
        ('[["is", "visit:city", ["\\ud800"]]]', "halves"),
        (" " * 10_001, "at most 10000"),
    ],
)
def test_what_no_query_would_take_is_refused(typed: str, said: str) -> None:
    with pytest.raises(BadQuery, match=said):
        kept_filters(typed, GOALS)
