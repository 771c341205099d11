"""How numbers and times are written for people: exact in titles, short on the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from tracker.web.i18n import _


def number(value: int) -> str:
    """1,234 up to 9,999; then 12.3k, 1.2M."""
    for limit, unit in ((1e9, "B"), (1e6, "M"), (1e4, "k")):
        if value >= limit:
            size = 1e3 if unit == "k" else limit
            return f"{int(value * 10 / size) / 10:g}{unit}"
    return f"{value:,}"


def exact(value: int) -> str:
    """Every digit, in groups of three."""
    return f"{value:,}"


def duration(milliseconds: int) -> str:
    """`12 s`, `2 min 10 s`, `1 h 5 min`."""
    seconds = milliseconds // 1000
    hours, minutes = seconds // 3600, seconds // 60 % 60
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    if minutes:
        return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": seconds % 60}
    return _("%(seconds)d s") % {"seconds": seconds}


def moment(milliseconds: int) -> str:
    """A time in UTC to the minute: `21 Nov 2026, 13:19 UTC`."""
    return f"{datetime.fromtimestamp(milliseconds / 1000, UTC):%-d %b %Y, %H:%M} UTC"


def iso(milliseconds: int) -> str:
    """The same for `<time datetime>`."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="seconds")


FILTERS: dict[str, Callable[..., Any]] = {
    "number": number,
    "exact": exact,
    "duration": duration,
    "moment": moment,
    "iso": iso,
}
