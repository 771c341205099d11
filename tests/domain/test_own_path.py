"""What somebody types as a path of their own site."""

import pytest

from tracker.domain.own_path import own_script

HOME = "https://shop.example/"


@pytest.mark.parametrize(
    ("typed", "script"),
    [
        ("https://shop.example/stats-x/app.js", "https://shop.example/stats-x/app.js"),
        (" https://Shop.Example/stats-x/ ", "https://shop.example/stats-x/app.js"),
        ("shop.example/stats-x/a.js", "https://shop.example/stats-x/a.js"),
        ("/stats-x/a.js", "https://shop.example/stats-x/a.js"),
        ("http://localhost:8080/x/", "http://localhost:8080/x/app.js"),
        ("http://[::1]:8080/x/a.js", "http://[::1]:8080/x/a.js"),
        ("https://bücher.example/x/a.js", "https://xn--bcher-kva.example/x/a.js"),
    ],
)
def test_an_address_is_read_as_it_is_meant(typed: str, script: str) -> None:
    assert own_script(typed, HOME, "app.js") == script


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "https://shop.example",
        "//shop.example/a.js",
        "https:///a.js",
        "ftp://shop.example/a.js",
        "https://shop.example/a.js?b=1",
        "https://shop.example/a.js#b",
        "https://me@shop.example/a.js",
        "https://shop.example:x/a.js",
        'https://shop.example/"><script>',
        "https://shop.example/" + "a" * 500,
        "two words/a.js",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_such_address_is_none(typed: str) -> None:
    assert own_script(typed, HOME, "app.js") is None


def test_a_path_alone_needs_a_site_whose_pages_are_known() -> None:
    assert own_script("/stats-x/a.js", "", "app.js") is None
