"""What strangers are told of a hit: no more than the columns that were chosen, and of nobody."""

from typing import Any

import msgspec
import pytest

from tests.making import event
from tracker.domain.message_of import message_of
from tracker.domain.places import Place
from tracker.domain.strangers_view import SEEN, harmless, told_event, told_presence

BERLIN = Place("DE", "Berlin", "Kreuzberg", "10999", 52.5, 13.4)
FULL: dict[str, Any] = msgspec.to_builtins(
    message_of(event(987_654_321, path="/pricing", at=1_795_262_400_789, visit=77, place=BERLIN))
)
KNOWN = FULL | {"browser": "Firefox", "system": "Linux", "device": "desktop"}
HIDDEN = {
    "referrer": "https://elsewhere.example/ada",
    "host": "intern.example.com",
    "visitor": "55555",
    "campaign": {"name": "spring", "click_id": "clicked"},
    "properties": {"plan": "secretly"},
    "browser_version": "140.9",
    "language": "gsw",
    "width": 1441,
}


def test_a_row_tells_the_page_and_the_chosen_columns_alone() -> None:
    told = told_event(KNOWN | HIDDEN, SEEN, 7)
    assert told
    shown = {
        name: told[name] for name in ("path", "title", "source", "browser", "system", "device")
    }
    assert shown == {
        "path": "/pricing",
        "title": "A page",
        "source": "Direct",
        "browser": "Firefox",
        "system": "Linux",
        "device": "desktop",
    }
    assert told["place"] == {"country": "DE"}
    assert (told["cursor"], told["id"], told["visit"], told["visitor"]) == (7, "7", "7", "")
    assert told["at"] == 1_795_262_400_000, "to the second"
    said = str(told)
    secrets = ("Berlin", "Kreuzberg", "elsewhere", "intern", "77", "555", "9876", "secretly")
    more = ("spring", "clicked", "140.9", "gsw", "1441", "789")
    assert [each for each in secrets + more if each in said] == []


@pytest.mark.parametrize("panel", sorted(SEEN - {"pages"}))
def test_what_was_not_chosen_is_empty(panel: str) -> None:
    full, less = (told_event(KNOWN, panels, 1) for panels in (SEEN, SEEN - {panel}))
    assert full
    assert less
    lost = {name for name, value in full.items() if less[name] != value}
    columns = {"sources": {"source", "channel"}, "browsers": {"browser"}, "countries": {"place"}}
    columns |= {"systems": {"system"}, "devices": {"device"}}
    assert lost == columns[panel]
    assert not any(less[name] for name in lost)


def test_only_pageviews_are_told_and_none_where_pages_were_not_chosen() -> None:
    assert told_event(FULL | {"name": "Signup"}, SEEN, 1) is None
    assert told_event(FULL | {"name": "test", "test": True}, SEEN, 1) is None
    assert told_event(FULL, SEEN - {"pages"}, 1) is None


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Why tides are never late", True),
        ("Prices 2026: 10.50 a month", True),
        ("Letter to bob@example.com", False),
        ("See https://intern.example/", False),
        ("www.example.com", False),
        ("Host 192.0.2.1", False),
        ("Host 2001:db8::1", False),
    ],
)
def test_a_title_with_an_address_in_it_is_not_told(title: str, shown: bool) -> None:
    assert bool(harmless(title)) is shown


def test_of_who_is_there_it_is_the_number() -> None:
    presence = {
        "now": 3,
        "here": [("/ada", 3)],
        "minutes": [0] * 29 + [5],
        "minute_at": 60_000,
        "countries": {"DE": 3},
        "sources": {"Google": 3},
        "beyond": 1,
    }
    told = told_presence(presence)
    assert (told["now"], told["minutes"][-1], told["beyond"]) == (3, 5, 1)
    assert (told["here"], told["countries"], told["sources"]) == ([], {}, {})
