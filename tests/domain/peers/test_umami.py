"""Umami's events as hits of ours."""

from typing import Any

import pytest

from tracker.domain.hits import Hit
from tracker.domain.peers.umami import Invalid, NoAddress, Sent, decoded, read_send

SITE = "4fb7fa4c-5b46-438d-94b3-3a8fb9bc2e8b"
PAGE = {"website": SITE, "hostname": "example.com", "url": "https://example.com/a"}


def sent(kind: str = "event", **payload: Any) -> Sent:
    return read_send({"type": kind, "payload": PAGE | payload})


def hit(**payload: Any) -> Hit:
    told = sent(**payload).told
    assert told is not None
    return told.hit


def test_a_pageview_as_release_3_sends_it() -> None:
    found = sent(
        screen="1280x720",
        language="de-DE",
        title="A page",
        referrer="https://search.example/",
        duration=5,
        timestamp=1_796_040_000,
    )
    assert (found.website, found.at) == (SITE, 1_796_040_000)
    assert found.told is not None
    assert found.told.hit == Hit(
        url="https://example.com/a",
        referrer="https://search.example/",
        title="A page",
        language="de-DE",
        width=1280,
    )


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("/a?ref=x", "https://example.com/a?ref=x"),
        ("/a%20b", "https://example.com/a%20b"),
        ("a", "https://example.com/a"),
        ("%2Fa%20b", "https://example.com/a b"),
        ("https%3A%2F%2Fexample.com%2Fa", "https://example.com/a"),
        ("http://other.example/", "http://other.example/"),
    ],
)
def test_release_2_sends_paths_and_escapes(url: str, kept: str) -> None:
    assert hit(url=url).url == kept


@pytest.mark.parametrize(
    ("referrer", "kept"),
    [
        ("/before", "https://example.com/before"),
        ("https%3A%2F%2Fsearch.example%2F", "https://search.example/"),
        ("", ""),
    ],
)
def test_a_referrer_may_be_a_page_of_the_same_site(referrer: str, kept: str) -> None:
    assert hit(referrer=referrer).referrer == kept


def test_a_server_may_name_no_host() -> None:
    told = read_send({"type": "event", "payload": {"website": SITE, "url": "/a", "referrer": "/"}})
    assert told.told is not None
    assert (told.told.hit.url, told.told.hit.referrer) == ("https:///a", "")


@pytest.mark.parametrize(
    ("text", "read"), [("100%", "100%"), ("%E4", "%E4"), ("a%20b", "a b"), ("a", "a")]
)
def test_what_cannot_be_decoded_stays(text: str, read: str) -> None:
    assert decoded(text) == read


def test_an_event_keeps_its_data() -> None:
    found = hit(name="Order", data={"plan": "pro", "revenue": "9.90", "currency": "eur"})
    assert (found.name, found.properties) == (
        "Order",
        {"plan": "pro", "revenue": 9.9, "currency": "EUR"},
    )
    assert hit(name="Order", data={"revenue": 0}).properties == {"revenue": 0}
    assert hit(name="Order", data={}).properties is None
    assert hit(name="Order", data=[1]).properties is None


@pytest.mark.parametrize("kind", ["identify", "performance"])
def test_what_is_no_event_is_only_answered(kind: str) -> None:
    assert sent(kind, url=None).told is None


def test_a_server_names_its_visitor() -> None:
    found = sent(ip="203.0.113.7", userAgent="Firefox")
    assert (found.address, found.user_agent) == ("203.0.113.7", "Firefox")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ([], "type"),
        ({"type": "x", "payload": PAGE}, "type"),
        ({"type": "event"}, "payload"),
        ({"type": "event", "payload": PAGE | {"website": None}}, "website"),
        ({"type": "event", "payload": PAGE | {"website": 5}}, "website"),
        ({"type": "event", "payload": PAGE | {"link": SITE}}, "website"),
        ({"type": "event", "payload": PAGE | {"name": "x" * 51}}, "name"),
        ({"type": "event", "payload": PAGE | {"screen": 5}}, "screen"),
    ],
)
def test_what_has_not_their_form_is_named(values: object, field: str) -> None:
    with pytest.raises(Invalid, match=field):
        read_send(values)


def test_an_event_has_an_address() -> None:
    with pytest.raises(NoAddress):
        sent(url=None)
