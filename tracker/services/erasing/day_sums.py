"""What stays of old visits: the sums of their days, written to the log before the visits go."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Iterator
from typing import Protocol
from zoneinfo import ZoneInfo

from tracker.domain.days import day_begins
from tracker.domain.reports.question import Unavailable
from tracker.domain.rows import AgeRemoval, DayRow
from tracker.services.erasing.doubts import Due
from tracker.services.erasing.records import Record
from tracker.services.sites.site_directory import SiteDirectory

log = logging.getLogger(__name__)

DAYS = 7  # whose sums are written at once
PATIENCE = 86_400.0  # seconds that visits stay longer, because reports cannot be asked


class Leaving(Protocol):
    """What reports say that sums would lose. Both raise Unavailable."""

    async def days_of(self, site_id: int) -> list[int]:
        """Local days on which the site has visits, since 1970-01-01."""
        ...

    async def leaving(self, site_id: int, before: int) -> list[DayRow]:
        """With visits that began before `before`, ms UTC."""
        ...


class DaySums:
    """`leaving`: None where there are no reports. `steady`: seconds of a clock that nobody sets."""

    def __init__(
        self,
        leaving: Leaving | None,
        directory: SiteDirectory,
        record: Record,
        now: Callable[[], int],
        steady: Callable[[], float],
    ) -> None:
        self._leaving = leaving
        self._directory = directory
        self._record = record
        self._now = now
        self._steady = steady
        self._waits: dict[int, float] = {}

    async def leave(self, due: Due) -> bool:
        """Have the log say that the visits go, some days at a time, behind the sums of those.
        False where reports cannot be asked just now, or the site's numbers begin anew: the visits
        stay meanwhile, for a day at most."""
        site, before = due.site, 0
        try:
            if self._leaving and site.keeps_sums:
                for before in _steps(due, await self._leaving.days_of(site.id)):
                    # On disk before the removal, from which on they count.
                    await self._record(await self._leaving.leaving(site.id, before))
                    if self._directory.by_id.get(site.id) != site:  # they are of what goes, too
                        return False
                    await self._record([AgeRemoval(site.id, self._now(), before)])
        except Unavailable as error:
            if error.reason != "absent" and self._may_wait(due):
                log.info("Old visits of %s wait for their sums: %s", site.name, error)
                return False
            log.warning("Old visits of %s go without their sums: %s", site.name, error)
        self._waits.pop(site.id, None)
        if before != due.before:
            await self._record([AgeRemoval(site.id, self._now(), due.before)])
        return True

    def _may_wait(self, due: Due) -> bool:
        now = self._steady()
        return now - self._waits.setdefault(due.site.id, now) < PATIENCE


def _steps(due: Due, days: list[int]) -> Iterator[int]:
    """The end of every seventh day and of the last, up to what is due."""
    zone = ZoneInfo(due.site.time_zone)
    ends = [day_begins(FIRST + datetime.timedelta(days=day + 1), zone) for day in days]
    gone = [end for end in ends if end <= due.before]
    for first in range(0, len(gone), DAYS):
        yield gone[first : first + DAYS][-1]


FIRST = datetime.date(1970, 1, 1)
