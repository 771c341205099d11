"""Numbers, dates and countries as the reader's language has them."""

from collections.abc import Iterator

import pytest

from tracker.web.words import figures, i18n
from tracker.web.words.i18n import Reader

NOON = 1_795_262_400_000  # 2026-11-21 12:00 UTC


@pytest.fixture
def german() -> Iterator[None]:
    token = i18n._READER.set(Reader("de", "Europe/Berlin"))
    yield
    i18n._READER.reset(token)


@pytest.fixture
def french() -> Iterator[None]:
    token = i18n._READER.set(Reader("fr", "Europe/Paris"))
    yield
    i18n._READER.reset(token)


@pytest.mark.parametrize(
    ("number", "short", "exact"),
    [
        (0, "0", "0"),
        (9_999, "9,999", "9,999"),
        (12_345, "12.3k", "12,345"),
        (1_234_567, "1.2M", "1,234,567"),
    ],
)
def test_english(number: int, short: str, exact: str) -> None:
    assert (figures.number(number), figures.exact(number)) == (short, exact)


@pytest.mark.parametrize(
    ("number", "short", "exact"),
    [
        (9_999, "9.999", "9.999"),
        (12_345, "12,3k", "12.345"),
        (1_234_567, "1,2M", "1.234.567"),
    ],
)
@pytest.mark.usefixtures("german")
def test_german(number: int, short: str, exact: str) -> None:
    assert (figures.number(number), figures.exact(number)) == (short, exact)


@pytest.mark.parametrize(
    ("number", "short", "exact"),
    [
        (9_999, "9\u202f999", "9\u202f999"),
        (12_345, "12,3k", "12\u202f345"),
        (1_234_567, "1,2M", "1\u202f234\u202f567"),
    ],
)
@pytest.mark.usefixtures("french")
def test_french(number: int, short: str, exact: str) -> None:
    assert (figures.number(number), figures.exact(number)) == (short, exact)


def test_english_sizes_dates_and_countries() -> None:
    assert figures.size(80_900_000_000) == "80.9 GB"
    assert figures.moment(NOON) == "21 Nov 2026, 12:00 UTC"
    assert figures.country("DE") == "Germany"


@pytest.mark.usefixtures("german")
def test_german_sizes_dates_and_countries() -> None:
    assert figures.size(80_900_000_000) == "80,9 GB"
    assert figures.moment(NOON) == "21. Nov. 2026, 13:00 CET"
    assert figures.country("DE") == "Deutschland"


@pytest.mark.usefixtures("french")
def test_french_sizes_dates_and_countries() -> None:
    assert figures.size(80_900_000_000) == "80,9 Go"
    assert figures.size(812) == "812 octets"
    assert figures.moment(NOON) == "21 nov. 2026, 13:00 CET"
    countries = {"DE": "Allemagne", "HK": "Hong Kong", "FK": "Îles Malouines (Îles Falkland)"}
    assert {code: figures.country(code) for code in countries} == countries


def test_a_country_without_a_name_is_its_code() -> None:
    assert figures.country("") == ""
    assert figures.country("ZZ_") == "ZZ_"
