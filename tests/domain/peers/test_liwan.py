"""Liwan's events as hits of ours."""

from typing import Any

import pytest

from tracker.domain.hits import Hit
from tracker.domain.peers.liwan import is_theirs, read_event
from tracker.domain.peers.told import Told

PAGE = {"entity_id": "shop", "name": "pageview", "url": "https://example.com/a?x=1#b"}


def test_an_event_as_their_script_sends_it() -> None:
    assert is_theirs(PAGE)
    assert not is_theirs({"d": "shop"})
    told = read_event(PAGE | {"referrer": "https://x.example/", "screen_width": "lg"})
    assert isinstance(told, Told)
    assert told.hit == Hit(
        url="https://example.com/a?x=1", referrer="https://x.example/", width=1024
    )
    tagged = read_event(PAGE | {"url": "https://example.com/?referer=x&campaign=c&my-term=t"})
    assert isinstance(tagged, Told)
    assert tagged.hit.url == "https://example.com/?ref=x&utm_campaign=c&my-term=t"
    event = read_event(PAGE | {"name": "signup"})
    assert isinstance(event, Told)
    assert event.hit.name == "signup"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"entity_id": ""}, "invalid event"),
        ({"name": 5}, "invalid event"),
        ({"url": "x" * 2_049}, "invalid event"),
        ({"url": "/a"}, "invalid url"),
        ({"referrer": 5}, "invalid event"),
        ({"referrer": "x" * 257}, "invalid event"),
        ({"orientation": "x" * 21}, "invalid event"),
    ],
)
def test_what_is_wrong_is_said_in_their_words(values: dict[str, Any], said: str) -> None:
    assert read_event(PAGE | values) == said
