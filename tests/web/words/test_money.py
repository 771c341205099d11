"""Amounts of money."""

from decimal import Decimal

import pytest

from tracker.domain.queries.answers import Money
from tracker.web.words.money import money


@pytest.mark.parametrize(
    ("amount", "currency", "short", "long"),
    [
        ("1654000", "USD", "$1.7M", "$1,654,000.00"),
        ("1.5", "EUR", "€1.5", "€1.50"),
        ("1234.5", "JPY", "¥1.2K", "¥1,234"),
        ("-3", "USD", "-$3", "-$3.00"),
        ("2.785714285714", "EUR", "€2.79", "€2.79"),
        ("0", "USD", "$0", "$0.00"),
    ],
)
def test_an_amount_is_told_exactly_and_in_short(
    amount: str, currency: str, short: str, long: str
) -> None:
    told = money(Decimal(amount), currency, "en")
    assert told == Money(float(amount), currency, short, long)


def test_it_is_written_as_the_readers_language_has_it() -> None:
    assert money(Decimal("1234.5"), "EUR", "de").long == "1.234,50\xa0€"


@pytest.mark.parametrize(
    ("amount", "long"),
    [
        ("1234.5", "1234,50\xa0€"),
        ("-9999.99", "-9999,99\xa0€"),
        ("9999.996", "10.000,00\xa0€"),
        ("12345", "12.345,00\xa0€"),
    ],
)
def test_spanish_groups_from_ten_thousand_on(amount: str, long: str) -> None:
    assert money(Decimal(amount), "EUR", "es").long == long
