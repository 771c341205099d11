"""What a tracker of another product told of: a hit of ours, and what a hit has no room for."""

from __future__ import annotations

from typing import Any

import msgspec

from tracker.domain.hits import LEAVE, NAME_BYTES, PAGEVIEW, TEST, Hit
from tracker.domain.text import tidy

# Names that mean something here and nothing there.
OURS = {PAGEVIEW: "Pageview", LEAVE: "Leave", TEST: "Test"}
# What their scripts call by themselves, and what ours does.
AUTOMATIC = {
    "Outbound Link: Click": "Outbound",
    "File Download": "Download",
    "Form: Submission": "Form",
}


class Told(msgspec.Struct):
    """`page`: the key by which what comes later knows its pageview; "" where nothing will. With
    `lasted`, a leave, these are the ms since the last one, not since the pageview."""

    hit: Hit
    page: str = ""
    at: int | None = None  # ms, UTC, where the sender names a time
    lasted: bool = False


def event_name(theirs: str) -> str:
    """What an event of theirs is called here, as it is kept: tidied later it could become a word
    of ours."""
    name = tidy(theirs, NAME_BYTES).strip()
    return AUTOMATIC.get(name) or OURS.get(name, name)


def flat(properties: object, most: int = 30) -> dict[str, Any] | None:
    """The first of them that have a plain value; None for none."""
    if not isinstance(properties, dict):
        return None
    kept = [(key, value) for key, value in properties.items() if is_plain(value)]
    return dict(kept[:most]) or None


def is_plain(value: object) -> bool:
    """A text, number or boolean that says something."""
    if isinstance(value, str):
        return bool(value.strip())
    return isinstance(value, bool | int | float)


def with_revenue(
    properties: dict[str, Any] | None, amount: object, currency: object
) -> dict[str, Any] | None:
    """The same with what was earned, where that is a number: as goals sum it up."""
    if (number := number_of(amount)) is None:
        return properties
    kept = {**(properties or {}), "revenue": number}
    if isinstance(currency, str) and currency.strip():
        kept["currency"] = currency.strip().upper()[:3]
    return kept


def number_of(value: object) -> float | None:
    """A finite number, or a text that is one."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    if number - number != 0:  # infinite, or no number
        return None
    return int(number) if number == int(number) and abs(number) < 1 << 53 else number
