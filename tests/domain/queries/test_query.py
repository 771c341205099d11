"""The query language: what it asks, and what is said of what it cannot."""

import json
from contextlib import suppress
from typing import Any

import pytest
from msgspec.structs import replace

from tests.domain.hostile_input import texts
from tests.domain.queries.asked import ORDER, VIP, asked, ms, site
from tests.processor_time import quickest
from tracker.domain.queries.query import FIELDS, Site, read_query
from tracker.domain.queries.query_filters import Known
from tracker.domain.queries.query_parts import KNOWN_DIMENSIONS, KNOWN_METRICS, Include
from tracker.domain.queries.sent import BadQuery, Sent, read_json
from tracker.domain.reports.conditions import Has, Term
from tracker.domain.reports.goals import condition_of
from tracker.domain.reports.names import METRICS
from tracker.domain.reports.question import Order, Question, Span


def test_a_whole_query_is_a_question() -> None:
    found = asked(
        site_id="example.com",
        metrics=["visitors", "bounce_rate"],
        date_range="7d",
        dimensions=["visit:source", "time:day"],
        order_by=[["bounce_rate", "asc"], ["time:day", "desc"]],
        include={"total_rows": True, "time_labels": True},
        pagination={"limit": 5, "offset": 10},
        goal="VIP",
    )
    assert found.question == Question(
        site_id=7,
        zone="Europe/Berlin",
        span=Span(ms("2026-11-22T00:00+01:00"), ms("2026-11-29T00:00+01:00")),
        metrics=("visitors", "bounce_rate"),
        dimensions=("visit:source", "time:day"),
        goal=VIP,
        order_by=(Order("bounce_rate", False), Order("time:day", True)),
        limit=5,
        offset=10,
        total_rows=True,
    )
    assert len(found.labels) == 7
    assert found.include == Include(total_rows=True, time_labels=True)


def test_the_least_query_has_the_rest_by_itself() -> None:
    found = asked()
    assert found.question.limit == 10_000
    assert found.question.filters is None
    assert found.question.order_by == ()
    assert (found.dimensions, found.filters, found.labels) == ((), [], [])


@pytest.mark.parametrize("number", ["7", 7, "example.com"])
def test_a_site_may_be_named_again(number: object) -> None:
    assert asked(site_id=number).question.site_id == 7


def test_every_metric_and_dimension_can_be_asked_for() -> None:
    grouped = asked(metrics=sorted(METRICS), dimensions=["visit:source"], goal="Order")
    assert set(grouped.question.metrics) == METRICS
    for name in (*KNOWN_DIMENSIONS, "event:props:plan"):
        assert asked(dimensions=[name]).dimensions == (name,)


def test_plausibles_other_names_are_understood() -> None:
    found = asked(
        metrics=["group_conversion_rate"],
        dimensions=["visit:country_name", "visit:city_name"],
        order_by=[["visit:country_name", "asc"]],
        goal="Order",
    )
    assert found.question.metrics == ("conversion_rate",)
    assert found.question.dimensions == ("visit:country", "visit:city")
    assert found.question.order_by == (Order("visit:country", False),)
    assert found.metrics == ("group_conversion_rate",)


@pytest.mark.parametrize(
    ("date_range", "dimension"),
    [("day", "time:hour"), ("28d", "time:day"), ("12mo", "time:week"), ("100mo", "time:month")],
)
def test_time_is_divided_by_what_suits_it(date_range: str, dimension: str) -> None:
    found = asked(date_range=date_range, dimensions=["time"])
    assert found.question.dimensions == (dimension,)


def test_goals_come_with_their_dimension() -> None:
    found = asked(metrics=["conversions", "conversion_rate"], dimensions=["event:goal"])
    assert [goal.name for goal in found.question.goals] == ["Order", "Sign up", "VIP"]
    assert found.question.goal is None


def test_where_goals_are_listed_a_filter_says_which() -> None:
    """Plausible's programs ask so for one goal's rate, which would be 100 under that filter."""
    filters = [["is", "event:goal", ["VIP", "order"]], ["is", "visit:country", ["DE"]]]
    found = asked(metrics=["conversion_rate"], dimensions=["event:goal"], filters=filters)
    assert [goal.name for goal in found.question.goals] == ["Order", "VIP"]
    assert found.question.filters == Term("visit:country", "is", ("DE",))
    filters.append(["is", "event:goal", ["VIP"], {}])
    both = asked(dimensions=["event:goal"], filters=filters)
    assert both.question.goals == (VIP,)
    has = [["has_done", ["is", "event:goal", ["VIP"]]]]
    visits = asked(dimensions=["event:goal"], filters=has)
    assert len(visits.question.goals) == 3
    assert visits.question.filters == Has(condition_of(VIP))


def test_the_only_goal_that_is_filtered_by_is_the_querys() -> None:
    only = [["is", "event:goal", ["Order"]]]
    for filters in (only, [*only, ["is", "visit:country", ["DE"]]]):
        found = asked(metrics=["conversions", "total_revenue"], filters=filters)
        assert found.question.goal == ORDER
    both = [*only, ["is", "event:goal", ["VIP"]]]
    assert asked(filters=both).question.goal is None


WRONG: list[tuple[Any, str]] = [
    ([], "The body is an object, not a list."),
    ("x", "The body is an object, not a text."),
    ({"metrics": ["visitors"]}, "date_range is missing."),
    ({"date_range": "day"}, "metrics is missing."),
    ({"limit": 5}, f"limit is not known. Allowed: {', '.join(FIELDS)}."),
    ({"x\n\u202e" + "y" * 99: 5}, "x\ufffd\ufffd" + "y" * 57 + "… is not known. Allowed: site_id"),
    (
        {"site_id": "other.example"},
        "site_id is “other.example”, but the address asks about 7, exam",
    ),
    ({"site_id": {}}, "site_id is an object, but"),
    ({"metrics": "visitors"}, "metrics is a list, not a text."),
    ({"metrics": []}, f"metrics has 1 to {len(KNOWN_METRICS)} items, not 0."),
    ({"metrics": ["vistors"]}, "metrics[0] is “vistors”, which is not known. Allowed: average_rev"),
    ({"metrics": ["visitors", 5]}, "metrics[1] is 5, which is not known. Allowed: "),
    ({"metrics": ["visitors", None]}, "metrics[1] is null, which is not known."),
    ({"metrics": ["visitors", 1.5]}, "metrics[1] is a number, which is not known."),
    ({"metrics": ["visits", "visits"]}, "metrics[1] is “visits”, which is asked for twice."),
    ({"metrics": ["percentage"]}, "metrics[0] is a share of rows, and needs a dimension."),
    (
        {"metrics": ["conversion_rate", "group_conversion_rate"], "goal": "VIP"},
        "metrics[1] is “group_conversion_rate”, which is asked for twice.",
    ),
    (
        {"metrics": ["conversions"]},
        "metrics[0] is conversions, which belongs to a goal: name one as",
    ),
    ({"metrics": ["total_revenue"], "goal": "Sign up"}, "the goal “Sign up” is worth nothing."),
    (
        {"metrics": ["conversion_rate"], "filters": [["is", "event:goal", ["VIP"]]]},
        "metrics[0] is conversion_rate, which is 100 % of those who pass",
    ),
    ({"goal": "Gone"}, "goal is “Gone”, and no goal is named so. Allowed: Order, Sign up, VIP."),
    ({"goal": None}, "goal is a text, not null."),
    (
        {"dimensions": ["event:goal"], "filters": [["is", "event:goal", ["Gone"]]]},
        "filters[0][2][0] is “Gone”, and none is named so.",
    ),
    ({"dimensions": ["event:goal"], "filters": ["is"]}, "filters[0] is a list, not a text."),
    (
        {"dimensions": ["visit:colour"]},
        "dimensions[0] is “visit:colour”, which is not known. Allowed",
    ),
    ({"dimensions": ["event:props:"]}, "dimensions[0] is “event:props:”, which is not known."),
    ({"dimensions": ["event:scroll_depth"]}, "dimensions[0] is “event:scroll_depth”"),
    ({"dimensions": ["x" * 301]}, "dimensions[0] has at most 300 characters, not 301."),
    ({"dimensions": ["event:props:\0"]}, "dimensions[0] has halves of characters or a NUL in it."),
    ({"dimensions": ["event:props:\ud800"]}, "dimensions[0] has halves of characters"),
    ({"dimensions": ["time", "time:day"]}, "dimensions has more than one division of time: time,"),
    ({"dimensions": ["visit:os"] * 2}, "dimensions[1] is “visit:os”, which is asked for twice."),
    (
        {"dimensions": ["visit:city", "visit:city_name"]},
        "dimensions[1] is “visit:city_name”, which",
    ),
    ({"dimensions": ["visit:os"] * 5}, "dimensions has 0 to 4 items, not 5."),
    (
        {"order_by": [["visits", "desc"]]},
        "order_by[0][0] is “visits”, which is not known. Allowed: v",
    ),
    (
        {"order_by": [["visitors", "down"]]},
        "order_by[0][1] is “down”, which is not known. Allowed: a",
    ),
    ({"order_by": [["visitors"]]}, "order_by[0] has 2 to 2 items, not 1."),
    ({"order_by": [["visitors", "asc"]] * 2}, "order_by has 0 to 1 items, not 2."),
    ({"include": {"colour": True}}, "include.colour is not known. Allowed: imports, time_labels, "),
    ({"include": {"imports": 1}}, "include.imports is true or false, not 1."),
    ({"include": []}, "include is an object, not a list."),
    ({"include": {"time_labels": True}}, "include.time_labels needs one of the dimensions time, "),
    (
        {"include": {"time_labels": True}, "dimensions": ["time:hour"], "date_range": "100mo"},
        "include.time_labels would be more than 4000; ask for fewer days",
    ),
    ({"pagination": {"limit": 0}}, "pagination.limit is a whole number from 1 to 10000, not 0."),
    (
        {"pagination": {"limit": True}},
        "pagination.limit is a whole number from 1 to 10000, not true",
    ),
    (
        {"pagination": {"limit": 9**99}},
        "pagination.limit is a whole number from 1 to 10000, not a nu",
    ),
    (
        {"pagination": {"offset": -1}},
        "pagination.offset is a whole number from 0 to 1000000, not -1",
    ),
    ({"pagination": {"page": 1}}, "pagination.page is not known. Allowed: limit, offset."),
]


@pytest.mark.parametrize(("fields", "said"), WRONG)
def test_what_is_wrong_is_named_with_what_is_allowed(fields: Any, said: str) -> None:
    is_part = isinstance(fields, dict) and not said.endswith("is missing.")
    assert said in refusal(
        {"metrics": ["visitors"], "date_range": "day"} | fields if is_part else fields
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff",
        b"nul",
        b'{"metrics":NaN}',
        b"[" * 30_000,
        b"9" * 5_000,
        b'{"a":Infinity}',
    ],
)
def test_what_is_no_json_is_said_so(body: bytes) -> None:
    with pytest.raises(BadQuery, match="The body is not JSON"):
        read_json(body)


def test_labels_of_all_years_are_few() -> None:
    dates = ["1980-01-01", "2199-12-31"]
    found = asked(date_range=dates, dimensions=["time:month"], include={"time_labels": True})
    assert len(found.labels) == 220 * 12


@pytest.mark.parametrize(
    "more",
    [
        {"filters": [["contains", "event:goal", ["i"] * 5]] * 49},
        {"filters": [["is", "event:goal", ["Order"] * 200]] * 14},
        {"filters": [["is", "event:page", ["a"] * 200]] * 30},
        {"filters": [["matches", "event:page", ["(" * 499] * 60]]},
        {"filters": [[[[]]]] * 4_000},
        {"date_range": "100mo", "dimensions": ["time:day"], "include": {"time_labels": True}},
        {str(number): 1 for number in range(2_900)},
    ],
)
def test_no_query_keeps_the_loop_at_work(more: dict[str, Any]) -> None:
    at = site()
    goals = [replace(ORDER, id=n, name=f"goal number {n} i") for n in range(100)]
    at = at._replace(known=Known((*at.known.goals, *goals)))
    body = json.dumps({"metrics": ["visitors"], "date_range": "day"} | more).encode()
    assert len(body) < 32 * 1_024
    assert quickest(lambda: refusal_of(body, at)) < 0.03  # it takes a sixth of that


def refusal_of(body: bytes, at: Site) -> None:
    with suppress(BadQuery):
        read_query(read_json(body), at)


def test_what_is_refused_can_be_written_down_whatever_it_was() -> None:
    good = {"metrics": ["visitors"], "date_range": "day", "dimensions": [], "filters": []}
    for text in [*texts(2_000)][::8]:
        for field in (*FIELDS, text):
            for value in (text, [text], [[text]], {text: text}, [["is", text, [text]]]):
                answer = refusal(good | {field: value})
                assert len(answer) < 3_000
                assert answer.encode().decode().isprintable()


def refusal(body: object) -> str:
    try:
        read_query(Sent(body), site())
    except BadQuery as error:
        return str(error)
    return ""


def test_a_query_may_be_what_json_can_be() -> None:
    body = {"metrics": ["visitors"], "date_range": "day", "filters": [["is", "event:page", ["/ü"]]]}
    found = read_query(read_json(json.dumps(body).encode()), site())
    assert found.filters == body["filters"]
