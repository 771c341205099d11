"""Exports of single rows of Google's BigQuery and of Simple Analytics."""

from __future__ import annotations

import json

from tests.domain.imports.given_files import Found, given, read
from tracker.domain.agents import Agent
from tracker.domain.imports.imported import Reason

AT = 1_774_602_902_000
EVENT = {"event_timestamp": str(AT * 1000), "event_name": "page_view", "event_params": []}
PAGE = {"key": "page_location", "value": {"string_value": "https://a.example/b?c=d"}}


def queried(*events: object) -> Found:
    return read("".join(f"{json.dumps(each)}\n" for each in events).encode())


def test_an_event_of_bigquery_has_all_that_it_says() -> None:
    found = read(given("ga4/bigquery-events.ndjson"))
    row = found.rows[0]
    assert (row.host, row.path, row.title) == ("shop.example", "/", "Shop")
    assert row.agent == Agent("Chrome", "Windows", "desktop", "140", "")
    assert len({each.visit for each in found.rows}) == 13
    assert len({each.visitor for each in found.rows}) == 7
    purchases = [each for each in found.rows if each.amount]
    assert [(each.name, each.amount) for each in purchases] == [
        ("purchase", "49.9"),
        ("purchase", "1234.5"),
    ]
    assert purchases[0].properties == {"items": "3"}


def test_events_that_cannot_be_used_are_named() -> None:
    found = queried(
        EVENT | {"event_timestamp": "soon"},
        EVENT | {"event_name": ""},
        EVENT | {"event_name": "session_start"},
        EVENT,
        EVENT | {"event_params": "none"},
        EVENT | {"event_params": [PAGE, "x", {"key": "list", "value": {"string_value": []}}]},
        EVENT | {"event_name": "leave", "ecommerce": {"purchase_revenue": 5}},
    )
    assert [(row.name, row.path, row.query) for row in found.rows] == [
        ("pageview", "/b", "c=d"),
        ("Leave", "", ""),
    ]
    assert found.rows[0].visit == found.rows[0].visitor == ""
    assert [reason for _, reason in found.reasons()] == [
        Reason.TIME,
        Reason.MISSING,
        Reason.OTHER_ROW,
        Reason.MISSING,
        Reason.MISSING,
    ]


def test_money_has_the_currency_of_its_event() -> None:
    told = {"key": "currency", "value": {"string_value": "EUR"}}
    event = {"event_name": "purchase", "event_params": [PAGE, told]}
    found = queried(EVENT | event | {"ecommerce": {"purchase_revenue": 5}}, EVENT | event)
    assert [(row.amount, row.currency, row.properties) for row in found.rows] == [
        ("5", "EUR", None),
        ("", "", {"currency": "EUR"}),
    ]


def test_another_json_is_no_event_of_google() -> None:
    found = queried({"path": "/a", "date": AT, "status": 200}, EVENT)
    assert found.format == "nginx-json"


def test_a_data_point_has_all_that_it_says() -> None:
    found = read(given("simpleanalytics/2026-03-27_shop.example_datapoints.csv"))
    row = found.rows[0]
    assert (row.at, row.host, row.path, row.width) == (AT, "shop.example", "/", 1920)
    assert (row.language, row.engaged, row.depth) == ("de-DE", 25_000, 60)
    assert row.visit
    assert {"plan": "pro"} in [each.properties for each in found.events]
    assert found.reasons() == [(22, Reason.ROBOT)]


def test_a_data_point_may_have_few_columns() -> None:
    text = "added_unix,path,datapoint,browser_name,os_name,user_agent\n"
    rows = [f"{AT // 1000},,,Firefox,Mac,", f"x,/,,,,\n{AT // 1000},/,test,,,curl/8"]
    found = read((text + "\n".join(rows)).encode())
    assert [(row.at, row.name, row.path) for row in found.rows] == [(AT, "pageview", "/")]
    assert found.rows[0].agent == Agent("Firefox", "macOS", "")
    assert found.reasons() == [(3, Reason.TIME), (4, Reason.ROBOT)]
