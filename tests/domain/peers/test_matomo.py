"""Matomo's tracking requests as hits of ours."""

from typing import Any

import pytest

from tracker.domain.hits import Hit
from tracker.domain.peers.matomo import (
    Invalid,
    Request,
    page_key,
    query_of,
    read_bulk,
    read_query,
    read_request,
)

PAGE = {"idsite": "1", "rec": "1", "url": "https://example.com/a"}
VIEW = {"_id": "0123456789abcdef", "r": "123456", "pv_id": "AbCdEf"}


def request(**query: str) -> Request:
    return read_request(PAGE | query)


def hit(**query: str) -> Hit:
    told = request(**query).told
    assert told is not None
    return told.hit


def test_a_pageview_as_their_script_sends_it() -> None:
    found = request(
        action_name="A page",
        urlref="https://search.example/",
        res="1280x720",
        lang="de-DE,en",
        send_image="0",
        **VIEW,
    )
    assert (found.site, found.silent) == ("1", True)
    assert found.told is not None
    assert found.told.page == "0123456789abcdef:AbCdEf"
    assert found.told.hit == Hit(
        id="matomo:0123456789abcdef:123456:AbCdEf:",
        url="https://example.com/a",
        referrer="https://search.example/",
        title="A page",
        language="de-DE",
        width=1280,
    )


def test_campaigns_have_their_words_translated() -> None:
    url = "https://example.com/?mtm_campaign=may&pk_kwd=shoes&MTM_source=news#pk_x"
    assert hit(url=url).url == (
        "https://example.com/?utm_campaign=may&utm_term=shoes&utm_source=news#pk_x"
    )


def test_without_addresses_the_page_is_where_the_image_stands() -> None:
    sent = {"idsite": "1", "rec": "1"}
    told = read_request(sent, "https://example.com/b").told
    assert told is not None
    assert told.hit.url == "https://example.com/b"
    other = read_request(sent | {"urlref": "https://x.example/"}, "https://example.com/b").told
    assert other is not None
    assert other.hit.url == ""


@pytest.mark.parametrize(
    ("query", "name", "properties"),
    [
        (
            {"e_c": "Video", "e_a": "play", "e_n": "Intro", "e_v": "1.5"},
            "play",
            {"category": "Video", "name": "Intro", "value": 1.5},
        ),
        ({"e_c": "Video", "e_a": "play", "e_v": "x"}, "play", {"category": "Video", "value": "x"}),
        ({"link": "https://x.example/"}, "Outbound", {"url": "https://x.example/"}),
        ({"download": "https://x.example/a.pdf"}, "Download", {"url": "https://x.example/a.pdf"}),
        ({"search": "shoes", "search_count": "3"}, "Search", {"text": "shoes", "found": 3}),
        ({"search": ""}, "Search", None),
        ({"c_n": "Ad", "c_p": "a.png"}, "Content impression", {"content": "Ad", "piece": "a.png"}),
        ({"c_n": "Ad", "c_i": "click"}, "Content click", {"content": "Ad"}),
        ({"idgoal": "3", "revenue": "5"}, "Goal 3", {"revenue": 5}),
        (
            {"idgoal": "0", "ec_id": "A1", "revenue": "9.9"},
            "Order",
            {"order": "A1", "revenue": 9.9},
        ),
        ({"ec_items": "[]", "revenue": "9.9"}, "Cart", {"revenue": 9.9}),
    ],
)
def test_what_is_no_pageview_is_an_event(
    query: dict[str, str], name: str, properties: dict[str, Any] | None
) -> None:
    found = hit(**query)
    assert (found.name, found.properties) == (name, properties)


def test_a_heartbeat_is_a_leave_of_its_pageview() -> None:
    told = request(ping="1", **VIEW).told
    assert told is not None
    assert (told.hit.name, told.hit.state, told.hit.id) == ("leave", "hidden", "")
    assert told.page == page_key(VIEW)
    assert request(ping="1").told is None


@pytest.mark.parametrize("query", [{"rec": "0"}, {"ca": "1"}, {"url": "", "pf_srv": "12"}], ids=str)
def test_what_counts_nothing_is_only_answered(query: dict[str, str]) -> None:
    assert request(**query).told is None


def test_what_a_program_says() -> None:
    found = request(token_auth="t", cip="203.0.113.7", ua="Firefox", cdt="5", cdo="7")
    assert (found.token, found.address, found.user_agent) == ("t", "203.0.113.7", "Firefox")
    assert (found.cdt, found.cdo) == ("5", 7)


@pytest.mark.parametrize("query", [{"idsite": ""}, {"cid": "12"}])
def test_what_they_would_refuse_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        request(**query)


def test_a_repetition_without_numbers_is_none() -> None:
    assert hit().id == ""
    assert hit(rand="5").id == "matomo::5::"


def test_a_body_may_hold_many() -> None:
    body = b"""{"requests": ["?idsite=1&url=a%20b", "idsite=2", {"idsite": 3, "rec": true,
        "n": null, "x": false, "ec_items": [1]}, 5], "token_auth": "t", "send_image": 0}"""
    found = read_bulk(body)
    assert found is not None
    assert [query_of(each) for each in found[0]] == [
        {"idsite": "1", "url": "a b"},
        {"idsite": "2"},
        {"idsite": "3", "rec": "1", "n": "", "x": "0", "ec_items": "[1]"},
        {},
    ]
    assert found[1:] == ("t", True)
    assert read_bulk(b'{"requests": [], "token_auth": 5}') == ([], "", False)
    assert read_bulk(b"idsite=1") is None


@pytest.mark.parametrize(
    "body", [b'{"requests"', b'["requests"]', b'{"requests": 5}', b"['requests']"]
)
def test_a_body_that_only_looks_so_is_refused(body: bytes) -> None:
    with pytest.raises(Invalid):
        read_bulk(body)


def test_of_two_the_last_counts() -> None:
    assert read_query("a=1&b=&a=2&&=3") == {"a": "2", "b": ""}
