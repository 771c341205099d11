"""Whole numbers as exports write them; None for what is none."""

from __future__ import annotations

import re

MOST = 2_000_000_000  # of a day; reports count in 32 bits, and what has more is damaged
NOTHING = frozenset({"", r"\N", "NULL", "null"})

_COUNT = re.compile(r"[0-9]{1,16}")
_DECIMAL = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,20})?")


def count_of(value: object) -> int | None:
    """How many of something: never negative, never a fraction, at most MOST. Nothing is 0."""
    if isinstance(value, str):
        if value in NOTHING:
            return 0
        value = int(value) if _COUNT.fullmatch(value) else None
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and 0 <= value <= MOST else None  # type: ignore[operator,return-value]


def seconds_of(value: object) -> int | None:
    """Seconds, of which a part may be a fraction, as milliseconds."""
    text = str(value)
    if text in NOTHING or value is None:
        return 0
    if not _DECIMAL.fullmatch(text) or text.startswith("-"):
        return None
    return round(float(text) * 1000)


def amount_of(value: object) -> str:
    """An amount of money as a decimal number; "" for none."""
    text = str(value)
    return text if _DECIMAL.fullmatch(text) else ""
