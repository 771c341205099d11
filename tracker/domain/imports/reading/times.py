"""Times as exports write them, as milliseconds UTC; None for what is no time."""

from __future__ import annotations

import datetime
import re
from math import isfinite

FIRST_YEAR, LAST_YEAR = 1995, 2100
EARLIEST = 788_918_400_000  # 1995: there was no counting before
LATEST = 4_102_444_800_000  # 2100

_UTC = datetime.UTC
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?\s*(Z|[+-]\d\d(?::?\d\d)?)?")
_COMPACT = re.compile(r"\d{8}")
_DATE = re.compile(r"\d{4}([-/])\d\d\1\d\d")
_NUMBER = re.compile(r"\d{1,20}(?:\.\d{1,20})?")


def moment(text: str, zone: datetime.tzinfo = _UTC) -> int | None:
    """`2026-03-27 09:15:02.5+01`, with a `T` or a blank, a fraction or none; in `zone` where it
    names no offset."""
    found = _DATE_TIME.fullmatch(text) if len(text) < 48 else None
    if found is None:
        return None
    try:
        read = datetime.datetime.fromisoformat(text.replace(" ", "T", 1).replace(" ", ""))
        at = read if found[1] else read.replace(tzinfo=zone)
        return _within(at.timestamp() * 1000)
    except (ValueError, OverflowError):
        return None


def unix_moment(value: object) -> int | None:
    """A number, or a text with one: seconds, milli-, micro- or nanoseconds, which cannot be
    mistaken for each other between 1995 and 2100."""
    number = _number(value)
    if number is None:
        return None
    for unit in (1_000.0, 1.0, 1e-3, 1e-6):
        if EARLIEST <= number * unit < LATEST:
            return round(number * unit)
    return None


def any_moment(value: object, zone: datetime.tzinfo = _UTC) -> int | None:
    """Either of them."""
    if isinstance(value, str) and "-" in value:
        return moment(value, zone)
    return unix_moment(value)


def day_of(text: str) -> datetime.date | None:
    """`2026-03-27`, `2026/03/27` or `20260327`."""
    if _COMPACT.fullmatch(text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    elif not _DATE.fullmatch(text):
        return None
    try:
        day = datetime.date.fromisoformat(text.replace("/", "-"))
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year < LAST_YEAR else None


def date_at(at: int, zone: datetime.tzinfo = _UTC) -> datetime.date:
    """The day of a time."""
    return datetime.datetime.fromtimestamp(at / 1000, zone).date()


def _number(value: object) -> float | None:
    if isinstance(value, str):
        value = float(value) if _NUMBER.fullmatch(value) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if isfinite(number) else None


def _within(at: float) -> int | None:
    return round(at) if EARLIEST <= at < LATEST else None
