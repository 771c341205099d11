"""Amounts of money, exact and short."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from babel.numbers import (
    format_compact_currency,
    format_currency,
    get_currency_precision,
    list_currencies,
)

from tracker.domain.queries.answers import Money
from tracker.web.words.figures import FEWEST_GROUPED
from tracker.web.words.i18n import reader


def money(amount: Decimal, currency: str, language: str = "") -> Money:
    """The number, and how the language's readers write it: `€1,234.50` and `€1K`."""
    locale = language or reader().language
    told = round(amount, get_currency_precision(currency))  # what is shorter is not rounded again
    short = format_compact_currency(told, currency, locale=locale, fraction_digits=1)
    grouped = abs(told) >= FEWEST_GROUPED.get(locale, 0)
    long = format_currency(amount, currency, locale=locale, group_separator=grouped)
    return Money(float(amount), currency, short, long)


@cache
def currencies() -> frozenset[str]:
    """The codes of ISO 4217 that stand for money, also of money that was."""
    return frozenset(list_currencies()) - {"XTS", "XXX"}
