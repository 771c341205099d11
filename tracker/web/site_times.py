"""Times as a site's owner reads them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from tracker.domain import days


class SiteTimes:
    """The clock and the calendar of one time zone; all times are UTC milliseconds."""

    def __init__(self, time_zone: str) -> None:
        self.zone = ZoneInfo(time_zone)

    def day_start(self, now: int) -> int:
        """When today began."""
        return days.day_start(now, self.zone)

    def day_before(self, now: int) -> int:
        """Yesterday at this time of the day."""
        return days.day_before(now, self.zone)

    def clock(self, at: int) -> str:
        """`14:03:22`."""
        return days.clock_time(at, self.zone)

    def date(self, at: int) -> str:
        """`2026-11-21`."""
        return days.date_of(at, self.zone)
