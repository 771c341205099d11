"""Values of sums of days on their way from a file to the log."""

from __future__ import annotations

import pytest

from tracker.domain.imports.day_values import is_summed, kept_value


@pytest.mark.parametrize(
    ("dimension", "value", "kept"),
    [
        ("event:page", "/a%20b?c=d", "/a b"),
        ("visit:entry_page", "blog", "/blog"),
        ("visit:exit_page", "\\", "/\\"),
        ("event:hostname", "Shop.example:443", "shop.example:443"),
        ("event:hostname", "no host", ""),
        ("visit:referrer", "https://a.example/b?secret=c", "https://a.example/b"),
        ("visit:source", "Go\ngle", "Go gle"),
    ],
)
def test_values_are_those_of_our_rows(dimension: str, value: str, kept: str) -> None:
    assert kept_value(dimension, value) == kept


def test_reports_have_no_sums_by_properties() -> None:
    assert is_summed("")
    assert is_summed("visit:country")
    assert not is_summed("event:props:plan")
    assert not is_summed("event:goal")
