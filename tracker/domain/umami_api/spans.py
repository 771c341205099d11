"""When something is asked about: `startAt` and `endAt`, both in it, ms since 1970."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tracker.domain.periods.dates import HOUR_MS, same_day
from tracker.domain.periods.periods import Calendar
from tracker.domain.queries.sent import BadQuery, shown

HIGHEST = 10**16
AHEAD = 400 * 86_400_000  # ms after now that anybody looks
YEAR = 12  # months


class Asked(NamedTuple):
    """From `start` to before `until`, ms UTC, as it was sent."""

    start: int
    until: int

    def before(self, compare: str, zone: ZoneInfo) -> Asked:
        """What it is compared with: `yoy` the same a year ago, else as much just before."""
        if compare == "yoy":
            return Asked(_a_year_ago(self.start, zone), _a_year_ago(self.until, zone))
        length = self.until - self.start
        return Asked(self.start - length, self.start)

    def within(self, calendar: Calendar) -> Asked | None:
        """As far as there can be anything in it; None where there cannot."""
        start, until = max(self.start, calendar.since), min(self.until, calendar.now + AHEAD)
        return Asked(start, until) if start < until else None

    def as_range(self) -> list[str]:
        """As our query language has two times; it takes them to whole hours."""
        return [
            datetime.fromtimestamp(each / 1000, UTC).isoformat(timespec="milliseconds")
            for each in self
        ]


def read_asked(start: str | None, end: str | None) -> Asked:
    """Raises BadQuery."""
    first, last = _moment("startAt", start), _moment("endAt", end)
    if last < first:
        raise BadQuery("endAt is before startAt.")
    return Asked(first, last + 1)


def _moment(name: str, sent: str | None) -> int:
    if sent is None:
        raise BadQuery(f"{name} is missing.")
    if not (sent.isascii() and sent.isdecimal()) or len(sent) > len(str(HIGHEST)):
        raise BadQuery(f"{name} is a whole number, ms since 1970, not {shown(sent)}.")
    return min(int(sent), HIGHEST)


def _a_year_ago(at: int, zone: ZoneInfo) -> int:
    try:
        local = datetime.fromtimestamp(at / 1000, UTC).astimezone(zone)
        day = same_day(local.date(), YEAR)
        moved = datetime.combine(day, local.time(), zone)
        return round(moved.timestamp() * 1000)
    except (ValueError, OverflowError):
        return at - 365 * 24 * HOUR_MS
