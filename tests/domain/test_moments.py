"""Moments in addresses: by the site's clocks, also where these jump."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tracker.domain.moments import NotAMoment, moment_text, read_moment

BERLIN = ZoneInfo("Europe/Berlin")


def ms(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-11-29T21:04", "2026-11-29T21:04:00+01:00"),
        ("2026-07-29T21:04:05", "2026-07-29T21:04:05+02:00"),
        ("2026-11-29T21:04Z", "2026-11-29T21:04:00+00:00"),
        ("2026-11-29T21:04:05-05:00", "2026-11-29T21:04:05-05:00"),
        ("2026-10-25T02:30", "2026-10-25T02:30:00+02:00"),  # twice that night: the first
        ("2026-10-25T02:30:00+01:00", "2026-10-25T02:30:00+01:00"),
        ("2026-03-29T02:30", "2026-03-29T03:30:00+02:00"),  # skipped that night
    ],
)
def test_a_moment_is_read_by_the_sites_clocks(text: str, meant: str) -> None:
    assert read_moment(text, BERLIN) == ms(meant)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2026-11-29",
        "2026-02-30T10:00",
        "2026-11-29T25:00",
        "2026-11-29 21:04",
        "0001-01-01T00:00",
        "2026-11-29T21:04:05.5",
        "٢٠٢٦-11-29T21:04",
        "2026-11-29T21:04+99:99",
    ],
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(NotAMoment):
        read_moment(text, BERLIN)


@pytest.mark.parametrize(
    ("at", "text"),
    [
        ("2026-11-29T21:04:00+01:00", "2026-11-29T21:04"),
        ("2026-11-29T21:04:05+01:00", "2026-11-29T21:04:05"),
        ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30"),
        ("2026-10-25T02:30:00+01:00", "2026-10-25T02:30:00+01:00"),
    ],
)
def test_an_address_names_it_so_that_it_is_read_as_the_same(at: str, text: str) -> None:
    assert moment_text(ms(at), BERLIN) == text
    assert read_moment(text, BERLIN) == ms(at)
