"""Plausible's events as hits of ours."""

from typing import Any

import pytest

from tracker.domain.hits import Hit
from tracker.domain.peers.plausible import Errors, Event, read_event

PAGE = {"n": "pageview", "u": "https://example.com/a", "d": "example.com"}


def event(**values: Any) -> Event:
    found = read_event(PAGE | values)
    assert isinstance(found, Event), found
    return found


def hit(**values: Any) -> Hit:
    return event(**values).told.hit


def errors(**values: Any) -> Errors:
    found = read_event({key: value for key, value in (PAGE | values).items() if value != "absent"})
    assert isinstance(found, dict), found
    return found


def test_a_pageview_as_their_scripts_send_it() -> None:
    found = event(r="https://search.example/x", p={"author": "ada", "list": [1]}, v=36)
    assert found.domains == ["example.com"]
    assert found.told.page == "https://example.com/a"
    assert found.told.hit == Hit(
        url="https://example.com/a",
        referrer="https://search.example/x",
        properties={"author": "ada"},
    )


def test_long_keys_mean_the_same() -> None:
    sent = {
        "name": "Order",
        "url": "https://example.com/",
        "domain": "a.example, b.example,a.example",
        "referrer": None,
        "props": '{"plan": "pro"}',
        "revenue": {"amount": "9.90", "currency": "EUR"},
    }
    found = read_event(sent)
    assert isinstance(found, Event)
    assert found.domains == ["a.example", "b.example"]
    assert found.told.hit.name == "Order"
    assert found.told.hit.properties == {"plan": "pro", "revenue": 9.9, "currency": "EUR"}


@pytest.mark.parametrize(
    ("url", "mode", "kept"),
    [
        ("https://example.com/a#part", 0, "https://example.com/a"),
        ("https://example.com/a#part", True, "https://example.com/a"),
        ("https://example.com/a %20 ?q= #part", 0, "https://example.com/a?q= "),
        ("https://example.com/a#part", 1, "https://example.com/a#/part"),
        ("https://example.com/a#/part", 1, "https://example.com/a#/part"),
        ("https://example.com/a#!part", 1, "https://example.com/a#!part"),
        ("https://example.com/a", 1, "https://example.com/a"),
    ],
)
def test_a_fragment_is_part_of_the_page_where_that_is_asked(
    url: str, mode: object, kept: str
) -> None:
    assert hit(u=url, h=mode).url == kept


@pytest.mark.parametrize(
    ("name", "ours", "properties"),
    [
        ("404", "404", {"path": "/a"}),
        ("Form: Submission", "Form", {"path": "/a"}),
        ("WP Form Completions", "WP Form Completions", {"path": "/a"}),
        ("Outbound Link: Click", "Outbound", None),
        (404, "404", {"path": "/a"}),
        ("test", "Test", None),
    ],
)
def test_what_happens_by_itself_is_called_as_ours(
    name: object, ours: str, properties: dict[str, str] | None
) -> None:
    found = hit(n=name)
    assert (found.name, found.properties) == (ours, properties)


def test_a_path_that_was_sent_stays() -> None:
    assert hit(n="404", p={"path": "/gone"}).properties == {"path": "/gone"}
    assert hit(n="404", u="app://x/gone").properties is None


@pytest.mark.parametrize(
    ("values", "engaged", "depth"),
    [
        ({"sd": 57, "e": 3_434}, 3_434, 57),
        ({"sd": "120"}, 0, 100),
        ({"sd": 255, "e": 5}, 5, 0),
        ({"sd": -1, "e": "7"}, 7, 0),
        ({"sd": 3, "e": -7}, 0, 3),
    ],
)
def test_engagement_is_a_leave(values: dict[str, Any], engaged: int, depth: int) -> None:
    told = event(n="engagement", **values).told
    assert (told.hit.name, told.hit.state, told.lasted) == ("leave", "hidden", True)
    assert (told.hit.engaged, told.hit.depth) == (engaged, depth)
    assert told.page == event().told.page


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"n": "absent"}, "event_name", "can't be blank"),
        ({"n": True}, "event_name", "can't be blank"),
        ({"n": "x" * 121}, "event_name", "should be at most 120 character(s)"),
        ({"u": "absent"}, "url", "is required"),
        ({"u": 5}, "url", "must be a valid url"),
        ({"u": "example"}, "url", "must be a valid url"),
        ({"u": "data:text/html,x"}, "url", "scheme is not allowed"),
        ({"u": "https://example.com/" + "é" * 1_000}, "url", "should be at most 2000 byte(s)"),
        ({"d": ""}, "domain", "can't be blank"),
        ({"d": 5}, "domain", "can't be blank"),
        ({"p": {"x" * 301: 1}}, "props", None),
        ({"p": {"x": "y" * 2_001}}, "props", None),
        ({"n": "engagement", "sd": "x"}, "engagement_time", None),
    ],
)
def test_what_is_wrong_is_said_in_their_words(
    values: dict[str, Any], field: str, said: str | None
) -> None:
    found = errors(**values)
    assert found.keys() == {field}
    assert said in {None, *found[field]}


def test_without_a_domain_the_page_says_it() -> None:
    sent = {"n": "pageview", "u": "https://www.example.com/a"}
    found = read_event(sent)
    assert isinstance(found, Event)
    assert found.domains == ["example.com"]
    app = read_event(sent | {"u": "app://a"})
    assert isinstance(app, Event)
    assert app.domains == []


@pytest.mark.parametrize("sent", ["{", "[1]", 5, '{"a":' * 2_000, None])
def test_properties_that_are_none_are_left_out(sent: object) -> None:
    assert hit(n="Signup", p=sent).properties is None
    assert hit(n="Signup", **{"$": sent}).properties is None


def test_the_first_properties_that_are_there_hold() -> None:
    assert hit(n="Signup", m={"a": 1}, p={"b": 2}).properties == {"a": 1}


@pytest.mark.parametrize(
    ("referrer", "kept"),
    [
        ("http://localhost:8000/a", ""),
        ("https://localhost.example/a", "https://localhost.example/a"),
        ("localhost", "localhost"),
        (5, ""),
    ],
)
def test_whoever_makes_the_site_is_no_referrer(referrer: object, kept: str) -> None:
    found = read_event({"n": "pageview", "u": "https://example.com/", "r": referrer})
    assert isinstance(found, Event)
    assert found.told.hit.referrer == kept
