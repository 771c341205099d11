"""How numbers and times are written for people: exact in titles, short on the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel.dates import format_skeleton
from babel.numbers import get_decimal_symbol, get_group_symbol

from tracker.storage.log.totals import MOST_COUNTED
from tracker.web.words.i18n import _, reader

DATES = {"en": "en_GB"}  # 21 Nov 2026, and not Nov 21, 2026: as the pages' scripts have it
FEWEST_GROUPED = {"es": 10_000}  # 1234, and then 12.345: as browsers have it
# As browsers say them, and so the pages' scripts.
SHORT_NAMES = {
    "en": {
        "FK": "Falkland Islands (Islas Malvinas)",
        "HK": "Hong Kong",
        "HM": "Heard & McDonald Islands",
        "MO": "Macao",
        "PS": "Palestine",
        "SH": "St. Helena",
        "TF": "French Southern Territories",
    },
    "es": {
        "FK": "Islas Malvinas (Islas Falkland)",
        "HK": "Hong Kong",
        "MO": "Macao",
        "PS": "Palestina",
    },
    "de": {
        "FK": "Falklandinseln (Malwinen)",
        "HK": "Hongkong",
        "MO": "Macau",
        "PS": "Palästina",
    },
    "fr": {
        "FK": "Îles Malouines (Îles Falkland)",
        "HK": "Hong Kong",
        "MO": "Macao",
        "PS": "Palestine",
    },
}
BYTE = {"fr": "o"}  # 80,9 Go, of octets


def number(value: int) -> str:
    """1,234 up to 9,999; then 12.3k, 1.2M; signs as the reader's language has them."""
    for limit, unit in ((1e9, "B"), (1e6, "M"), (1e4, "k")):
        if value >= limit:
            size = 1e3 if unit == "k" else limit
            return signed(f"{int(value * 10 / size) / 10:g}") + unit
    return exact(value)


def exact(value: int) -> str:
    """Every digit, in groups of three."""
    grouped = abs(value) >= FEWEST_GROUPED.get(reader().language, 0)
    return signed(f"{value:,}") if grouped else str(value)


def counted(value: int) -> str:
    """The same for what is not counted any further than MOST_COUNTED."""
    if value <= MOST_COUNTED:
        return exact(value)
    return _("more than %(number)s") % {"number": exact(MOST_COUNTED)}


def signed(english: str) -> str:
    """A number with the comma and the point of the reader's language."""
    return english.translate(signs(reader().language))


@cache
def signs(language: str) -> dict[int, str]:
    """What stands for the English comma and point."""
    return str.maketrans({",": get_group_symbol(language), ".": get_decimal_symbol(language)})


def duration(milliseconds: int) -> str:
    """`12 s`, `2 min 10 s`, `1 h 5 min`."""
    seconds = milliseconds // 1000
    hours, minutes = seconds // 3600, seconds // 60 % 60
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    if minutes:
        return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": seconds % 60}
    return _("%(seconds)d s") % {"seconds": seconds}


def size(count: int) -> str:
    """`812 bytes`, `12.3 MB`: powers of a thousand, as disks are sold."""
    byte = BYTE.get(reader().language, "B")
    for limit, much in ((10**12, "T"), (10**9, "G"), (10**6, "M"), (10**3, "k")):
        if count >= limit:
            return f"{signed(f'{count / limit:,.1f}')} {much}{byte}"
    return _("%(count)d bytes") % {"count": count}


def age(milliseconds: int) -> str:
    """`12 min`, `5 h`, `3 days`."""
    minutes = max(0, milliseconds) // 60_000
    if minutes < 60:
        return _("%(minutes)d min") % {"minutes": minutes}
    if minutes < 48 * 60:
        return _("%(hours)d h") % {"hours": minutes // 60}
    return _("%(days)d days") % {"days": minutes // (24 * 60)}


def moment(milliseconds: int) -> str:
    """A time to the minute in the reader's own zone: `21 Nov 2026, 13:19 UTC`."""
    at = datetime.fromtimestamp(milliseconds / 1000, zone_of(reader().time_zone))
    return f"{written(at, 'yMMMd')}, {at:%H:%M %Z}"


def day(milliseconds: int) -> str:
    """The same where the hour says nothing: `21 Nov 2026`."""
    at = datetime.fromtimestamp(milliseconds / 1000, zone_of(reader().time_zone))
    return written(at, "yMMMd")


def written(at: datetime, fields: str) -> str:
    """A date as the reader's language has it; `yMMMd` is `21 Nov 2026`, `MMMd` is `21 Nov`."""
    language = reader().language
    return str(format_skeleton(fields, at, locale=DATES.get(language, language)))


@cache
def zone_of(name: str) -> tzinfo:
    """The zone; UTC where the system has never heard of it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def country(code: str) -> str:
    """A country's name in the reader's language; its code where it has none."""
    return country_names(reader().language).get(code, code)


@cache
def country_names(language: str) -> Mapping[str, str]:
    """What a language calls them, by their codes."""
    return {**Locale.parse(language).territories, **SHORT_NAMES.get(language, {})}


def iso(milliseconds: int) -> str:
    """The same for `<time datetime>`."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="seconds")


FILTERS: dict[str, Callable[..., Any]] = {
    "number": number,
    "exact": exact,
    "counted": counted,
    "duration": duration,
    "size": size,
    "age": age,
    "moment": moment,
    "day": day,
    "country": country,
    "iso": iso,
}
