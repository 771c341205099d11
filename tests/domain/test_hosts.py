"""Host names as typed, and which may report."""

import pytest

from tracker.domain.hosts import NotAHost, may_report, read_host, site_name


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("example.com", "example.com"),
        ("  Example.COM ", "example.com"),
        ("https://www.example.com/pricing?a=1#b", "www.example.com"),
        ("localhost:3000", "localhost"),
        ("http://127.0.0.1:8000/", "127.0.0.1"),
        ("[::1]:8000", "::1"),
        ("example.com.", "example.com"),
        ("müller.example", "xn--mller-kva.example"),
        ("straße.example", "xn--strae-oqa.example"),
        ("under_score.example", "under_score.example"),
        ("a" * 60 + ".example", "a" * 60 + ".example"),
    ],
)
def test_a_host_is_read_from_what_people_paste(typed: str, host: str) -> None:
    assert read_host(typed) == host


@pytest.mark.parametrize(
    "typed",
    ["", " ", "*", "*.example.com", "two words", "a..b", "-a.example", "a" * 64 + ".example",
     "http://", "[::1", "exa\x00mple.com", ".", "a." * 130 + "example", "a b/c"],
)  # fmt: skip
def test_what_names_no_host_is_refused(typed: str) -> None:
    with pytest.raises(NotAHost):
        read_host(typed)


@pytest.mark.parametrize(
    ("host", "hosts", "allowed"),
    [
        ("anything.example", (), True),
        ("example.com", ("example.com",), True),
        ("www.example.com", ("example.com",), True),
        ("example.com", ("www.example.com",), True),
        ("EXAMPLE.com.", ("example.com",), True),
        ("shop.example.com", ("example.com",), False),
        ("example.com.evil.example", ("example.com",), False),
        ("evilexample.com", ("example.com",), False),
        ("", ("example.com",), False),
        ("b.example", ("a.example", "b.example"), True),
        ("localhost:8000", ("localhost",), True),
        ("[::1]:8000", ("::1",), True),
        ("müller.example", ("xn--mller-kva.example",), True),
        ("xn--mller-kva.example", ("xn--mller-kva.example",), True),
        ("muller.example", ("xn--mller-kva.example",), False),
    ],
)
def test_only_listed_hosts_and_their_www_form_may_report(
    host: str, hosts: tuple[str, ...], allowed: bool
) -> None:
    assert may_report(host, hosts) is allowed


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("https://Shop.example/cart?x=1", "shop.example"),
        ("shop.example", "shop.example"),
        ("My shop", "My shop"),
        ("Mr. Smith & sons", "Mr. Smith & sons"),
    ],
)
def test_a_site_is_called_by_its_host_or_as_it_was_typed(typed: str, name: str) -> None:
    assert site_name(typed) == name
