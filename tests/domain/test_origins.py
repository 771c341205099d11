"""Hosts and origins as requests name them."""

from urllib.parse import urlsplit

import pytest

from tracker.domain.origins import is_host, is_shown, read_origin, same_host

OURS = urlsplit("https://stats.example.com")


@pytest.mark.parametrize(
    "text", ["stats.example.com", "tracker_app", "10.0.0.7:8000", "[::1]", "[::1]:8000"]
)
def test_what_can_be_a_host_is_one(text: str) -> None:
    assert is_host(text)
    assert is_shown(text)


@pytest.mark.parametrize(
    "text", ["", "a b", "<b>", "a:b", "a:99999", "a:0", "a/b", "a@b", "[::1", "[:::::::]", "bücher"]
)
def test_what_cannot_be_one_is_none(text: str) -> None:
    assert not is_host(text)


def test_only_a_short_host_is_shown() -> None:
    assert is_shown("a" * 100)
    assert not is_shown("a" * 101)
    assert not is_shown("<b>")


@pytest.mark.parametrize("sent", ["https://stats.example.com", "http://box.lan:8000"])
def test_a_pages_origin_is_read(sent: str) -> None:
    origin = read_origin(sent)
    assert origin is not None
    assert origin.geturl() == sent


@pytest.mark.parametrize(
    "sent",
    [
        *("", "null", "stats.example.com", "file://", "chrome-extension://abc", "https://[::1"),
        *("https://a.example/", "https://a.example?b", "https://a.example#b", "https://b@a.example"),
        f"https://{'a' * 300}",
    ],
)  # fmt: skip
def test_what_is_no_pages_origin_is_none(sent: str) -> None:
    assert read_origin(sent) is None


@pytest.mark.parametrize(
    "host", ["stats.example.com", "STATS.example.com", "stats.example.com:443"]
)
def test_the_same_host_has_several_spellings(host: str) -> None:
    assert same_host(host, OURS)


@pytest.mark.parametrize(
    "host",
    [
        *("stats.example.com:80", "example.com", "stats.example.com:1:443", "a@stats.example.com"),
        *("stats.example.com:99999", "stats.example.com/x", "stats.example.com?x", "a" * 301),
    ],
)
def test_another_host_is_another(host: str) -> None:
    assert not same_host(host, OURS)
