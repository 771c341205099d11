"""The columns of a chart as Umami has them: hours, days, months, years."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from tracker.domain.queries.sent import BadQuery, one_of, shown
from tracker.domain.umami_api.spans import Asked

Unit = Literal["hour", "day", "month", "year"]
UNITS: tuple[Unit, ...] = ("hour", "day", "month", "year")
ALLOWED = ("minute", *UNITS)
HOUR = 3_600_000  # ms
_LONGEST: tuple[tuple[Unit, int], ...] = (("hour", 48), ("day", 24 * 184), ("month", 24 * 731))
DIMENSIONS = {
    "hour": "time:hour",
    "day": "time:day",
    "month": "time:month",
    "year": "time:month",  # visitors are counted by the day, so that months add up
}


def unit_of(sent: str, asked: Asked) -> Unit:
    """What was asked for; a coarser one where that would be too many. Our finest is an hour.
    Raises BadQuery."""
    if sent and sent not in ALLOWED:
        raise BadQuery(f"unit is {shown(sent)}, which is not known. {one_of(ALLOWED)}")
    hours = (asked.until - asked.start) / HOUR
    finest: Unit = next((unit for unit, most in _LONGEST if hours <= most), "year")
    chosen: Unit = next((unit for unit in UNITS if unit == sent), finest)
    if finest == "year" and chosen == "month":
        return chosen  # which they allow of any length
    return max(chosen, finest, key=UNITS.index)


def label(at: int, unit: Unit, site: ZoneInfo, wanted: ZoneInfo) -> str:
    """When a column begins: hours by the clocks that were asked for, days and longer by the
    site's own."""
    local = datetime.fromtimestamp(at / 1000, UTC).astimezone(wanted if unit == "hour" else site)
    text = {
        "hour": f"{local:%Y-%m-%d %H:%M}:00",
        "day": f"{local:%Y-%m-%d} 00:00:00",
        "month": f"{local:%Y-%m}-01 00:00:00",
        "year": f"{local:%Y}-01-01 00:00:00",
    }[unit]
    return text.replace(" ", "T") + "Z" if wanted.key == "UTC" else text
