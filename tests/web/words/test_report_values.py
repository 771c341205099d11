"""What is kept in English is told in the reader's words."""

from collections.abc import Iterator

import pytest

from tracker.web.words import i18n
from tracker.web.words.i18n import Reader
from tracker.web.words.report_values import meant, named


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    token = i18n._READER.set(Reader("de"))
    yield
    i18n._READER.reset(token)


@pytest.mark.parametrize(
    ("dimension", "value", "name"),
    [
        ("visit:source", "Direct", "Direkt"),
        ("visit:source", "Google", "Google"),
        ("visit:channel", "organic-search", "Organische Suche"),
        ("visit:country", "US", "Vereinigte Staaten"),
        ("visit:device", "mobile", "Telefon"),
    ],
)
def test_a_value_is_named_and_found_by_its_name(dimension: str, value: str, name: str) -> None:
    assert named(dimension, value) == name
    assert meant(dimension, name.upper() if name != "Google" else name) == value


def test_no_source_is_direct_too() -> None:
    assert named("visit:source", "") == "Direkt"
