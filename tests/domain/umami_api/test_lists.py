"""What single visits and events are called, what they carry, and how they are looked for."""

from uuid import UUID

import pytest

from tracker.domain.queries.sent import BadQuery
from tracker.domain.umami_api.event_data import Datum, data_of
from tracker.domain.umami_api.filters import read_filters, sought_events, sought_visits
from tracker.domain.umami_api.numbered import Numbered, numbered, site_id, uuid_of
from tracker.domain.umami_api.widths import screen

HIGHEST = (1 << 63) - 1


@pytest.mark.parametrize("visit", [0, 1, -1, 7 << 40, HIGHEST, -HIGHEST - 1])
@pytest.mark.parametrize("cursor", [0, 1, (1 << 58) - 1])
def test_a_visit_and_an_event_are_found_again_by_their_name(visit: int, cursor: int) -> None:
    name = uuid_of(visit, cursor)
    assert (UUID(name).version, UUID(name).variant) == (8, "specified in RFC 4122")
    assert numbered(name) == numbered(name.upper()) == Numbered(visit, cursor)


@pytest.mark.parametrize("sent", ["", "12", "b59e9c65-ae32-47f1-8400-119fcf4861c4", site_id(1)])
def test_what_is_called_otherwise_is_neither(sent: str) -> None:
    assert numbered(sent) is None


def test_properties_say_what_they_are() -> None:
    found = data_of('{"a":"x","n":1.5,"b":true,"l":[1],"d":"2026-11-25T12:00:00Z"}')
    assert [(each.data_key, each.data_type, each.string_value) for each in found] == [
        ("a", 1, "x"),
        ("n", 2, "1.5"),
        ("b", 3, "true"),
        ("l", 5, "[1]"),
        ("d", 1, "2026-11-25T12:00:00Z"),
    ]
    assert data_of('{"n":1.5}') == [Datum("n", 2, "1.5", number_value=1.5)]
    assert data_of("") == data_of("no json") == []


def test_widths_have_classes() -> None:
    widths = (0, 1, 575, 576, 767, 768, 991, 992, 1_199, 1_200, 4_000)
    names = ["", "xs", "xs", "sm", "sm", "md", "md", "lg", "lg", "xl", "xl"]
    assert [screen(width) for width in widths] == names


def test_a_type_of_events_is_a_filter() -> None:
    assert read_filters([("eventType", "1")]) == [["is", "event:name", ["pageview"]]]
    assert read_filters([("eventType", "2")]) == [["is_not", "event:name", ["pageview"]]]
    with pytest.raises(BadQuery, match="eventType is “3”"):
        read_filters([("eventType", "3")])


def test_pages_are_looked_for_by_address_and_events_by_name() -> None:
    assert sought_events("") == sought_visits("") == []
    [[word, [pages, others]]] = sought_events("Sign")
    assert (word, pages[0], others[0]) == ("or", "and", "and")
    assert pages[1][1][1:3] == ["event:page", ["Sign"]]
    assert others[1][1][1:3] == ["event:name", ["Sign"]]


def test_visits_are_looked_for_by_city_and_what_they_came_with() -> None:
    [[_, found]] = sought_visits("MOB")
    assert [each[1] for each in found[:3]] == ["visit:city", "visit:browser", "visit:os"]
    assert found[-1] == ["is", "visit:device", ["mobile"]]
    assert len(sought_visits("Berlin")[0][1]) == 3
