"""Times as a site's owner reads them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from tracker.domain import days
from tracker.web.words.figures import written


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
        """`21 Nov 2026`, in the reader's language."""
        return written(self._there(at), "yMMMd")

    def written(self, at: int, fields: str) -> str:
        """A time as the reader's language has those fields of it."""
        return written(self._there(at), fields)

    def day_of(self, at: int, now: int) -> str:
        """`20 Nov`; nothing for the day of `now`."""
        if days.date_of(at, self.zone) == days.date_of(now, self.zone):
            return ""
        return written(self._there(at), "MMMd")

    def _there(self, at: int) -> datetime:
        return datetime.fromtimestamp(at / 1000, self.zone)
