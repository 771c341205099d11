"""Times, counts and names as exports write them."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from tracker.domain.agents import Agent
from tracker.domain.imports.logs.asked import client_of, host_of, status_of
from tracker.domain.imports.reading.counts import amount_of, count_of, seconds_of
from tracker.domain.imports.reading.names import (
    agent_of,
    browser_name,
    country_of,
    device_name,
    event_name,
    place_of,
    region_of,
    system_name,
    width_of,
)
from tracker.domain.imports.reading.times import any_moment, date_at, day_of, moment, unix_moment
from tracker.domain.imports.reading.truths import is_false, is_true
from tracker.domain.places import NOWHERE

AT = 1_774_602_902_000


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-27T09:15:02Z",
        "2026-03-27 09:15:02",
        "2026-03-27 09:15:02+00",
        "2026-03-27T10:15:02+01:00",
        "2026-03-27 10:15:02 +0100",
        "2026-03-27T09:15:02.000000000Z",
    ],
)
def test_a_moment_is_one_however_it_is_written(text: str) -> None:
    assert moment(text) == any_moment(text) == AT


def test_a_moment_without_an_offset_is_of_a_zone() -> None:
    assert moment("2026-03-27 10:15:02", ZoneInfo("Europe/Berlin")) == AT


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2026-13-27 09:15:02",
        "2026-03-27",
        "1970-01-01 00:00:00",
        "9" * 60,
        "0001-01-01T00:00:00+23:59",
        "2026-03-27T09:15:02+99:00",
        "2101-01-01T00:00:00Z",
    ],
)
def test_what_is_no_moment_is_none(text: str) -> None:
    assert moment(text) is None


def test_a_number_is_a_moment_in_any_unit() -> None:
    for value in (AT // 1000, AT, AT * 1000, AT * 10**6, f"{AT // 1000}.0", float(AT)):
        assert unix_moment(value) == AT
    for value in (None, True, -1, 0, "x", 1e300, float("inf"), 10**400, [], "9" * 30):
        assert unix_moment(value) is None
    assert any_moment(None) is None


def test_a_day_is_one_with_or_without_signs() -> None:
    assert day_of("2026/03/27") == date(2026, 3, 27)
    assert day_of("2026-03-27") == day_of("20260327") == date(2026, 3, 27) == date_at(AT)
    for text in ("", "2026-02-30", "20261345", "27.03.2026", "2026-03/27", "99991231", "00010101"):
        assert day_of(text) is None


def test_yes_and_no_come_in_many_languages() -> None:
    assert all(map(is_true, ("1", "t", "TRUE", "Wahr", " vrai ", "VERDADERO")))
    assert all(map(is_false, ("", "0", "f", "FALSE", "Falsch", "faux", "FALSO")))
    for text in ("7", "x", "true" * 10):
        assert not is_true(text)
        assert not is_false(text)


def test_counts_are_whole_and_never_negative() -> None:
    assert [count_of(each) for each in ("12", "", r"\N", 3, 0)] == [12, 0, 0, 3, 0]
    assert count_of("2000000000") == 2_000_000_000
    for value in ("-1", "2.5", "x", -1, True, 1.5, None, 2_000_000_001, "9" * 10, "9" * 17):
        assert count_of(value) is None


def test_seconds_and_amounts_may_have_a_fraction() -> None:
    assert [seconds_of(each) for each in ("1.5", 2, "", None)] == [1500, 2000, 0, 0]
    assert seconds_of("-1") is None
    assert seconds_of("soon") is None
    assert [amount_of(each) for each in ("49.90", -5, "free", None)] == ["49.90", "-5", "", ""]


@pytest.mark.parametrize(
    ("told", "agent"),
    [
        (("crios", "iOS", "mobile"), Agent("Chrome", "iOS", "mobile")),
        (("edge-chromium", "Windows 10", "laptop"), Agent("Edge", "Windows", "desktop")),
        (
            ("Firefox", "Mac", "Desktop", "128.0", "10.15"),
            Agent("Firefox", "macOS", "desktop", "128"),
        ),
        (
            ("Samsung Browser", "Android OS", "Tablet"),
            Agent("Samsung Internet", "Android", "tablet"),
        ),
        (("Chrome 140", "Android 15", "Phone"), Agent("Chrome", "Android", "mobile", "140", "15")),
        (("(not set)", "", "fridge", "7", "8"), Agent("", "", "")),
        (("opera", "Windows 7", "", "UNK"), Agent("Opera", "Windows", "", "", "7")),
    ],
)
def test_agents_have_the_names_that_reports_use(told: tuple[str, ...], agent: Agent) -> None:
    assert agent_of(*told) == agent


def test_places_are_codes_that_we_believe() -> None:
    assert country_of("de") == "DE"
    assert country_of("xx") == country_of("(not set)") == country_of("Atlantis") == ""
    named = ("Germany", "united states", "Türkiye", "Hong Kong")
    assert [country_of(each) for each in named] == ["DE", "US", "TR", "HK"]
    assert region_of("BE", "DE") == region_of("DE-BE", "DE") == "DE-BE"
    assert region_of("Berlin", "DE") == "Berlin"
    assert region_of("BE", "") == "BE"
    assert region_of("(not set)", "DE") == ""
    assert place_of("", "", "Unknown") is NOWHERE
    assert place_of("fr", "IDF", "Paris").city == "Paris"


def test_names_alone() -> None:
    assert [event_name(each) for each in ("leave", "signup", "Test")] == ["Leave", "signup", "Test"]
    assert [event_name(each) for each in (" leave", "test\0", "a\nb")] == ["Leave", "Test", "a b"]
    assert (browser_name("fxios"), system_name("GNU/Linux")) == ("Firefox", "Linux")
    assert device_name(" Smartphone ") == "mobile"
    assert [width_of(each) for each in ("1920x1080", "390", "x", "²x1")] == [1920, 390, 0, 0]


def test_requests_are_told_by_address_host_and_status() -> None:
    assert client_of("[2001:db8::1]:2817") == client_of("2001:db8::1") == "2001:db8::1"
    assert client_of("192.0.2.1:50") == client_of("192.0.2.1, 10.0.0.1") == "192.0.2.1"
    assert (host_of("Shop.example:443"), host_of("!")) == ("shop.example", "")
    assert [status_of(each) for each in (200, "304", "-1", "20", None)] == [
        200,
        304,
        None,
        None,
        None,
    ]
