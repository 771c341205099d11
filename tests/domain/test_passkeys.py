"""At which addresses there are passkeys, and what a key's counter says."""

import pytest

from tracker.domain.passkeys import Misfit, Place, is_counted_on, place_at


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("https://stats.example.com", Place("stats.example.com", "https://stats.example.com")),
        ("https://stats.example.com:443", Place("stats.example.com", "https://stats.example.com")),
        ("https://Stats.example:8443", Place("stats.example", "https://stats.example:8443")),
        ("http://localhost:8000", Place("localhost", "http://localhost:8000")),
        ("http://a.localhost", Place("a.localhost", "http://a.localhost")),
        ("http://stats.example.com", Misfit.PLAIN),
        ("http://notlocalhost", Misfit.PLAIN),
        ("http://localhost.example", Misfit.PLAIN),
        ("http://127.0.0.1:8000", Misfit.NUMBER),
        ("https://203.0.113.7", Misfit.NUMBER),
        ("https://[2001:db8::1]:8443", Misfit.NUMBER),
        ("unix:/run/socket", Misfit.NUMBER),
        ("", Misfit.NUMBER),
    ],
)
def test_an_address_has_a_place_for_passkeys_or_says_why_not(
    address: str, place: Place | Misfit
) -> None:
    assert place_at(address) == place


@pytest.mark.parametrize(
    ("before", "now", "fits"),
    [(0, 0, True), (0, 1, True), (7, 8, True), (7, 90, True), (7, 7, False), (7, 0, False)],
)
def test_a_counter_counts_up_or_not_at_all(before: int, now: int, fits: bool) -> None:
    assert is_counted_on(before, now) is fits
