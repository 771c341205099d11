"""What was refused, by the site's local day and by reason: in memory for a minute, then in the
table. What a kill takes away is that minute's; what a disk refuses stays here until it does not."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import islice
from zoneinfo import ZoneInfo

from tracker.domain.days import day_number
from tracker.domain.refusals import Reason
from tracker.services.background import beside
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.erasing.refused_days import erase_refused
from tracker.storage.file.errors import StorageError
from tracker.storage.file.transactions import Accounts
from tracker.storage.sites.refused_days import RefusedOn, hits_since, put_hits, stored_hits
from tracker.storage.sites.sites import Site

log = logging.getLogger(__name__)

KEEP_EVERY = 60.0  # seconds
TOGETHER = 500  # numbers in one transaction: a few milliseconds
APART = 0.01  # seconds between two, for the recorder
MOST_DAYS = 2  # of a site that wait


class RefusedDays:
    """`add` counts, `since` is what a site's page shows, `working` keeps."""

    def __init__(self, db: Accounts, directory: SiteDirectory, now: Callable[[], int]) -> None:
        self._db = db
        self._directory = directory
        self._now = now
        self._waiting: dict[int, Counter[RefusedOn]] = {}
        # What the table has of those that somebody has tried to keep: it is written anew with what
        # waits, not added to, so that a commit whose end nobody has seen may be repeated.
        self._stored: dict[RefusedOn, int] = {}
        self._turn = asyncio.Lock()
        self._told = False

    def add(self, site_id: int, reason: Reason, now: int) -> None:
        """One hit more; what names no site is not kept."""
        if site := self._directory.by_id.get(site_id):
            waiting = self._waiting.get(site_id)
            if waiting is None:
                waiting = self._waiting[site_id] = Counter()
            waiting[RefusedOn(site_id, _day_of(site, now), reason.value)] += 1

    def forget(self, site_id: int) -> None:
        """The site is no more."""
        self._waiting.pop(site_id, None)
        for day in [day for day in self._stored if day.site_id == site_id]:
            del self._stored[day]

    async def begin_anew(self, site_id: int) -> None:
        """What was refused until now was not."""
        async with self._turn:
            self.forget(site_id)
            erased = 1
            while erased:
                erased = await erase_refused(self._db, site_id)
                await asyncio.sleep(APART)

    async def since(self, site: Site, first: int) -> dict[RefusedOn, int]:
        """All of the site's days from that one on, with what is not kept yet."""
        async with self._turn:
            kept = Counter(await hits_since(self._db, site.id, first))
            for each, hits in self._waiting.get(site.id, {}).items():
                kept[each] = self._stored.get(each, kept[each]) + hits
        return {each: hits for each, hits in kept.items() if each.day >= first}

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Keep them while the context is open, and once more on the way out."""
        async with beside(self._work):
            yield
        await self._try()

    async def _work(self) -> None:
        while True:
            await asyncio.sleep(KEEP_EVERY)
            await self._try()

    async def _try(self) -> None:
        if self._db.read_only:
            return  # until a restart
        try:
            await self.keep()
            self._told = False
        except StorageError as error:
            if not self._told:
                log.warning("What was refused could not be kept yet, trying again: %r", error)
            self._told = True

    async def keep(self) -> None:
        """Have the table say all that is known. Raises StorageError where the disk refuses."""
        async with self._turn:
            for waiting in self._waiting.values():
                self._fold(waiting)
            days = iter([day for waiting in self._waiting.values() for day in waiting])
            while some := list(islice(days, TOGETHER)):
                await self._keep(some)
                await asyncio.sleep(APART)
            self._waiting = {each: left for each, left in self._waiting.items() if left}

    def _fold(self, waiting: Counter[RefusedOn]) -> None:
        """Of a site that has waited for days, the oldest are counted with the day after: no more is
        held for a disk that does not come back."""
        while len(days := sorted({day.day for day in waiting})) > MOST_DAYS:
            for day in [day for day in waiting if day.day == days[0]]:
                waiting[day._replace(day=days[1])] += waiting.pop(day)
                self._stored.pop(day, None)

    async def _keep(self, days: list[RefusedOn]) -> None:
        unknown = [day for day in days if day not in self._stored]
        known = await stored_hits(self._db, unknown)
        self._stored |= dict.fromkeys(unknown, 0) | known
        counted = {day: self._hits(day) for day in days}
        stored = self._stored.get
        await put_hits(self._db, {day: stored(day, 0) + hits for day, hits in counted.items()})
        for day, hits in counted.items():
            self._stored.pop(day, None)
            if waiting := self._waiting.get(day.site_id):
                waiting[day] -= hits
                if not waiting[day]:
                    del waiting[day]

    def _hits(self, day: RefusedOn) -> int:
        return self._waiting.get(day.site_id, Counter())[day]


def _day_of(site: Site, at: int) -> int:
    return day_number(at, ZoneInfo(site.time_zone))
