"""Answers as programs get them."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from tests.domain.queries.asked import asked, ms, site
from tracker.domain.queries.answers import Money, Wording, answer_body, rounded
from tracker.domain.queries.query import Query
from tracker.domain.reports.question import Answer, Row

EURO = {"value": 1.5, "currency": "EUR", "short": "", "long": ""}
WORDING = Wording(
    money=lambda amount, currency: Money(float(amount), currency, "", ""),
    country=lambda code: {"DE": "Germany"}.get(code, code),
)


def told(query: Query, *rows: Row, **more: Any) -> dict[str, Any]:
    """As it is read again at the other end."""
    body = answer_body(query, Answer(list(rows), upto=5, **more), site(), WORDING)
    read: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(body))
    return read


def dimensions(names: list[str], *values: str | int, date_range: object = "day") -> list[Any]:
    query = asked(dimensions=names, date_range=date_range)
    return told(query, Row(values, (1,)))["results"][0]["dimensions"]  # type: ignore[no-any-return]


def metric(name: str, value: Any) -> Any:
    query = asked(metrics=[name], dimensions=["visit:source"], goal="Order")
    return told(query, Row(("x",), (value,)))["results"][0]["metrics"][0]


def test_an_answer_repeats_the_question() -> None:
    filters = [["is", "visit:country", ["DE"]]]
    query = asked(
        metrics=["visitors", "visits"],
        filters=filters,
        date_range="7d",
        dimensions=["time:day"],
        include={"total_rows": True},
        goal="Order",
    )
    assert told(query, Row((ms("2026-11-22T00+01:00"),), (3, 4)), total_rows=1) == {
        "results": [{"metrics": [3, 4], "dimensions": ["2026-11-22"]}],
        "meta": {"total_rows": 1},
        "query": {
            "site_id": "example.com",
            "metrics": ["visitors", "visits"],
            "date_range": ["2026-11-22T00:00:00+01:00", "2026-11-28T23:59:59+01:00"],
            "filters": filters,
            "dimensions": ["time:day"],
            "order_by": [["time:day", "asc"]],
            "include": {"total_rows": True},
            "pagination": {"limit": 10_000, "offset": 0},
            "goal": "Order",
        },
    }


def test_the_order_is_told_by_the_names_that_were_sent() -> None:
    assert told(asked())["query"]["order_by"] == [["visitors", "desc"]]
    named = {"dimensions": ["visit:country_name"], "order_by": [["visit:country_name", "asc"]]}
    assert told(asked(**named))["query"]["order_by"] == [["visit:country_name", "asc"]]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("visit:source", "", "Direct / None"),
        ("visit:source", "Google", "Google"),
        ("visit:referrer", "", "Direct / None"),
        ("visit:utm_source", "", "(not set)"),
        ("visit:city", "", "(not set)"),
        ("event:props:plan", "", "(none)"),
        ("visit:channel", "ai-assistants", "AI Assistants"),
        ("visit:channel", "organic-search", "Organic Search"),
        ("visit:channel", "of-tomorrow", "of-tomorrow"),
        ("visit:device", "tv", "TV"),
        ("visit:device", "", "(not set)"),
        ("visit:country", "DE", "DE"),
        ("visit:country_name", "DE", "Germany"),
        ("visit:country_name", "", "(not set)"),
        ("time:hour_of_day", 7, 7),
        ("time:weekday", 1, 1),
    ],
)
def test_a_value_has_a_word(name: str, value: str | int, expected: str | int) -> None:
    assert dimensions([name], value) == [expected]


@pytest.mark.parametrize(
    ("name", "at", "expected"),
    [
        ("time:hour", "2026-10-25T01:00+02:00", "2026-10-25 01:00:00"),
        ("time:hour", "2026-10-25T02:00+02:00", "2026-10-25 02:00:00"),
        ("time:hour", "2026-10-25T02:00+01:00", "2026-10-25 02:00:00+01:00"),
        ("time:hour", "2026-10-25T03:00+01:00", "2026-10-25 03:00:00"),
        ("time:day", "2026-10-25T00:00+02:00", "2026-10-25"),
        ("time:week", "2026-10-26T00:00+01:00", "2026-10-26"),
        ("time:week", "2026-09-28T00:00+02:00", "2026-10-01"),
        ("time:month", "2026-10-01T00:00+02:00", "2026-10-01"),
    ],
)
def test_a_time_is_what_the_clocks_there_show(name: str, at: str, expected: str) -> None:
    assert dimensions([name], ms(at), date_range=["2026-10-01", "2026-10-31"]) == [expected]


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("time:week", ["2026-10-21", "2026-10-26", "2026-11-02"]),
        ("time:month", ["2026-10-01", "2026-11-01"]),
    ],
)
def test_labels_name_every_bucket(name: str, labels: list[str]) -> None:
    dates = ["2026-10-21", "2026-11-05"]
    query = asked(dimensions=[name], date_range=dates, include={"time_labels": True})
    assert told(query)["meta"] == {"time_labels": labels}


def test_the_doubled_hour_has_two_labels() -> None:
    dates = ["2026-10-25", "2026-10-25"]
    query = asked(dimensions=["time"], date_range=dates, include={"time_labels": True})
    labels = told(query)["meta"]["time_labels"]
    assert labels[2:5] == [
        "2026-10-25 02:00:00",
        "2026-10-25 02:00:00+01:00",
        "2026-10-25 03:00:00",
    ]
    assert len(set(labels)) == 25


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("visitors", 3, 3),
        ("bounce_rate", 66.5, 67),
        ("bounce_rate", None, None),
        ("visit_duration", 12.4, 12),
        ("scroll_depth", 0.5, 1),
        ("conversion_rate", 33.3333, 33.3),
        ("percentage", 0.05, 0.1),
        ("views_per_visit", 1.005001, 1.01),
        ("total_revenue", {}, None),
        ("total_revenue", None, None),
        (
            "total_revenue",
            {"EUR": Decimal("1.50")},
            {"value": 1.5, "currency": "EUR", "short": "", "long": ""},
        ),
    ],
)
def test_a_figure_is_as_exact_as_plausibles(name: str, value: Any, expected: Any) -> None:
    assert metric(name, value) == expected


def test_several_currencies_are_all_told_with_a_word_about_it() -> None:
    query = asked(metrics=["total_revenue"], goal="Order")
    found = told(query, Row((), ({"USD": Decimal(2), "EUR": Decimal(1)},)))
    [values] = found["results"][0]["metrics"]
    assert [each["currency"] for each in values] == ["EUR", "USD"]
    assert found["meta"]["metric_warnings"]["total_revenue"]["code"] == "several_currencies"


def test_what_is_not_all_of_it_says_so() -> None:
    found = told(asked(), known=0.62, stands_at=ms("2026-11-29T09:00+01:00"))
    assert found["meta"] == {"counted": 0.62, "counted_until": "2026-11-29T09:00:00+01:00"}


def test_imports_are_told_to_be_none() -> None:
    meta = told(asked(include={"imports": True}))["meta"]
    assert meta == {"imports_included": False, "imports_skip_reason": "no_imported_data"}


def test_halves_are_rounded_upwards() -> None:
    assert [rounded(each, 0) for each in (0.5, 1.5, 2.5)] == [1, 2, 3]
