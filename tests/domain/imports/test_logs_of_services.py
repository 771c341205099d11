"""Logs of networks and hosts that deliver pages: bunny.net, Netlify, and Vercel's own counting."""

from __future__ import annotations

import json

import pytest

from tests.domain.imports.given_files import GivenFile, read
from tracker.domain.imports.formats import format_of
from tracker.domain.imports.imported import Choice

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"
AT = 1_774_602_902_421
ANYTHING = Choice()


def bunny(url: str = "https://shop.example/a", agent: str = FIREFOX, **said: str) -> str:
    cells = {"cache": "MISS", "status": "200", "at": str(AT), "from": "-", "id": "ab12"} | said
    before = [cells["cache"], cells["status"], cells["at"], "412", "390", "192.0.2.0"]
    return "|".join([*before, cells["from"], url, "WA", agent, cells["id"], "DE"])


def test_a_request_of_bunny_says_where_from_and_where_to() -> None:
    line = bunny("https://shop.example/a?b=1", **{"from": "https://www.google.com/"})
    found = read(f"{line}\n".encode(), ANYTHING)
    [row] = found.rows
    assert found.format == "bunny"
    assert (row.at, row.host, row.path, row.query) == (AT, "shop.example", "/a", "b=1")
    assert (row.address, row.user_agent, row.referrer) == (
        "192.0.2.0",
        FIREFOX,
        "https://www.google.com/",
    )
    assert (row.place.country, row.key, row.is_id) == ("DE", "ab12", True)


def test_bars_in_an_address_and_in_a_user_agent_part_no_cells() -> None:
    url, odd = "https://shop.example/a?x=1|2|3", "Mozilla/5.0 (X11) a|b|c/1.0"
    lines = bunny(url), bunny(url, odd)
    found = read("".join(f"{line}\n" for line in lines).encode(), ANYTHING)
    [row] = found.rows
    assert (row.query, row.user_agent) == ("x=1|2|3", FIREFOX)
    assert found.reasons() == [(2, "robot")], "no browser calls itself so"


def test_what_is_no_page_of_bunnys_is_left_out_by_its_reason() -> None:
    lines = [
        bunny("https://shop.example/logo.png"),
        bunny(status="404"),
        bunny(agent="curl/8.0"),
        "MISS|200|nothing",
        "",
        bunny(at="9999999999999"),
        bunny(id="-"),
        bunny()[:60],
    ]
    found = read("\n".join(lines).encode(), ANYTHING)
    assert found.reasons() == [
        (1, "static file"),
        (2, "error answer"),
        (3, "robot"),
        (4, "not a line of this format"),
        (6, "no such time"),
        (8, "cut off"),
    ]
    [row] = found.rows
    assert (row.is_id, row.key) == (False, lines[6])


def test_hosts_of_bunnys_log_are_the_sites_in_it() -> None:
    lines = f"{bunny()}\n{bunny('https://www.shop.example/b')}\n{bunny('https://b.example/')}\n"
    file = GivenFile(lines.encode())
    known, _ = format_of(file)
    assert [site.id for site in known.sites(file)] == ["shop.example", "b.example"]


def netlify(**said: object) -> bytes:
    told = {
        "log_type": "traffic",
        "timestamp": "2026-03-27T09:15:02.421Z",
        "method": "GET",
        "url": "https://shop.example/a?b=1",
        "status_code": 200,
        "client_ip": "192.0.2.10",
        "user_agent": FIREFOX,
        "referrer": "https://www.google.com/",
        "country": "DE",
        "request_id": "01JQ",
    } | said
    return json.dumps({key: each for key, each in told.items() if each is not None}).encode()


@pytest.mark.parametrize("array", [False, True])
def test_a_request_of_netlify_is_read_from_lines_and_arrays(array: bool) -> None:
    told = netlify(country={"code": "FR"} if array else "DE")
    found = read(b"[" + told + b"]" if array else told + b"\n", ANYTHING)
    [row] = found.rows
    assert found.format == "netlify"
    assert (row.at, row.host, row.path, row.query) == (AT, "shop.example", "/a", "b=1")
    assert (row.address, row.user_agent) == ("192.0.2.10", FIREFOX)
    assert (row.place.country, row.key) == ("FR" if array else "DE", "01JQ")


def test_without_personal_data_netlifys_log_says_neither_who_nor_with_what() -> None:
    function = json.dumps({"log_type": "function", "message": "hello"}).encode()
    told = netlify(client_ip=None, user_agent=None, country=3)
    found = read(told + b"\n" + function + b"\n", ANYTHING)
    [row] = found.rows
    assert (row.address, row.user_agent, row.place.country) == ("", "", "")
    assert found.reasons() == [(2, "another kind of row")]


def counted(**said: object) -> dict[str, object]:
    return {
        "schema": "vercel.analytics.v1",
        "eventType": "pageview",
        "timestamp": AT,
        "sessionId": 0,
        "deviceId": 67890,
        "origin": "https://shop.example",
        "path": "/a",
        "queryParams": "utm_source=letter",
        "referrer": "https://www.google.com/",
        "country": "DE",
        "region": "BE",
        "city": "Berlin",
        "osName": "macOS",
        "osVersion": "13.4",
        "clientName": "Chrome",
        "clientVersion": "114.0.5735.90",
        "deviceType": "desktop",
    } | said


def as_lines(*told: object) -> bytes:
    return b"".join(json.dumps(each).encode() + b"\n" for each in told)


def test_what_vercel_has_counted_comes_with_visitor_place_and_agent() -> None:
    found = read(as_lines(counted(), counted(schema="vercel.analytics.v2")), ANYTHING)
    row, _ = found.rows
    assert found.format == "vercel-analytics"
    assert (row.at, row.host, row.path, row.query) == (
        AT,
        "shop.example",
        "/a",
        "utm_source=letter",
    )
    assert (row.visitor, row.visit, row.name) == ("67890", "", "pageview")
    assert (row.place.country, row.place.region, row.place.city) == ("DE", "DE-BE", "Berlin")
    assert row.agent
    assert (row.agent.browser, row.agent.browser_version) == ("Chrome", "114")


def test_events_of_vercel_have_their_names_and_data() -> None:
    told = [
        counted(eventType="event", eventName="Order", eventData='{"plan": "pro"}', sessionId=7),
        counted(eventType="event", eventName="leave", eventData="no JSON"),
        counted(eventType="event", eventData="[1]", origin=""),
        counted(eventType="vital"),
        counted(timestamp="once"),
    ]
    found = read(json.dumps(told).encode(), ANYTHING)
    order, left, unnamed = found.rows
    assert (order.name, order.properties, order.visit) == ("Order", {"plan": "pro"}, "67890 7")
    assert (left.name, left.properties) == ("Leave", None)
    assert (unnamed.name, unnamed.properties, unnamed.host) == ("event", None, "")
    assert [reason for _, reason in found.reasons()] == ["another kind of row", "no such time"]


def test_of_several_hosts_in_a_drain_the_one_that_is_meant_comes() -> None:
    told = as_lines(counted(), counted(origin="https://b.example", path="/b"))
    file = GivenFile(told)
    known, _ = format_of(file)
    assert [site.id for site in known.sites(file)] == ["shop.example", "b.example"]
    found = read(told, Choice("b.example"))
    assert [row.path for row in found.rows] == ["/b"]
    assert [reason for _, reason in found.reasons()] == ["of another site"]
