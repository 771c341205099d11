"""Hosts that may frame: as they are typed, and as the policy names them."""

import pytest

from tracker.domain.framing import ancestors, read_framer
from tracker.domain.hosts import NotAHost


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Example.com", "example.com"),
        (" https://example.com/page?x#y ", "https://example.com"),
        ("HTTP://localhost:3000", "http://localhost:3000"),
        ("*.example.com", "*.example.com"),
        ("https://*.example.com", "https://*.example.com"),
        ("münchen.example", "xn--mnchen-3ya.example"),
        ("127.0.0.1:8080", "127.0.0.1:8080"),
    ],
)
def test_a_host_is_read_as_people_write_it(typed: str, kept: str) -> None:
    assert read_framer(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "*",
        "*.*.example.com",
        "example.com;",
        "'self'",
        "ftp://example.com",
        "ada@example.com",
        "[::1]",
        "a_b.example.com",
        "example.com:x",
        "example.com:99999",
        "https://",
        "a b",
        "a." * 200,
    ],
)
def test_what_is_no_host_gets_into_no_policy(typed: str) -> None:
    with pytest.raises(NotAHost):
        read_framer(typed)


def test_the_policy_names_them_with_and_without_www() -> None:
    hosts = ("example.com", "https://www.shop.example:8443", "*.a.example", "localhost", "10.0.0.1")
    assert ancestors(hosts).split() == [
        "example.com",
        "www.example.com",
        "https://www.shop.example:8443",
        "https://shop.example:8443",
        "*.a.example",
        "localhost",
        "10.0.0.1",
    ]
    assert ancestors(()) == "'none'"
