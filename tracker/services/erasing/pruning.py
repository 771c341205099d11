"""Takes away visits that are older than their site keeps them: daily, beside the recording."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from zoneinfo import ZoneInfo

from tracker.domain.retention import DAY, is_overdue, is_time, kept_since
from tracker.services.background import beside
from tracker.services.erasing.day_sums import DaySums
from tracker.services.erasing.doubts import CLOCK, MOST_OF_IT, Due, Patience, in_words, total_of
from tracker.services.erasing.old_visits import OldVisits
from tracker.services.settled_clock import LEAP, SettledClock
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.erasing.old_visits import Limit
from tracker.storage.file.copies import Show
from tracker.storage.file.errors import StorageError
from tracker.storage.log.event_log import EventLog
from tracker.storage.sites.sites import Site

log = logging.getLogger(__name__)

LOOK_EVERY = 600.0  # seconds between two looks at what is due
FIRST_LOOK = 60.0  # seconds after the start, which may follow a pruning that was cut short


class Pruning:
    """`sums` has the log say what goes."""

    def __init__(  # noqa: PLR0917
        self,
        visits: OldVisits,
        events: EventLog,
        directory: SiteDirectory,
        sums: DaySums,
        now: Callable[[], int],
        days: int,
        settled: SettledClock,
    ) -> None:
        self._visits = visits
        self._events = events
        self._directory = directory
        self._sums = sums
        self._now = now
        self._days = days
        self._settled = settled
        self._turn = asyncio.Lock()
        self._patience = Patience(settled.steady)
        self._go_on = asyncio.Event()
        self.waiting: list[Due] = []  # that are in doubt
        self.erased: Callable[[], None] = lambda: None  # called after visits are

    def days_of(self, site: Site) -> int:
        """How long the site keeps visits; 0 = for ever."""
        return self._days if site.retention_days is None else site.retention_days

    async def due(self, early: bool = True) -> list[Due]:
        """What has to go by now; without `early` only where it is a quiet hour, or one was
        missed."""
        found = []
        now, last = self._now(), await self._visits.newest_limits()
        for site in list(self._directory.by_id.values()):
            zone, days = ZoneInfo(site.time_zone), self.days_of(site)
            if not days:
                continue
            limit = Limit(site.id, kept_since(now, days, zone), self._events.head_of(site.id) + 1)
            before = last[site.id].before if site.id in last else None
            if not (early or is_time(now, zone) or is_overdue(limit.before, before)):
                continue
            if await self._visits.any_old_event(limit):
                events = await self._visits.old_events(limit)
                ahead = (
                    self._settled.ahead + LEAP
                ) // DAY  # by the hour: clocks differ by a little
                doubt = CLOCK.format(days=ahead) if ahead else ""
                doubt = doubt or await self._doubt(limit, events, before)
                found.append(Due(site, limit.before, events, doubt, ahead))
        return found

    async def _doubt(self, limit: Limit, events: int, last: int | None) -> str:
        """More than the day or two that goes every morning may be a clock's fault, or a slip."""
        usual = last is not None and limit.before - last <= 2 * DAY
        return (
            "" if usual or not await self._visits.takes_most(limit.site_id, events) else MOST_OF_IT
        )

    async def prune(
        self, show: Show = lambda *_: None, early: bool = True, sure: bool = False
    ) -> list[Due]:
        """First the log says what goes, then it goes, a slice at a time. What is in doubt and
        nobody is `sure` of stays in `waiting`, until an hour later the same would go. `early`:
        somebody asks for it, who means most of a site but may not know of the clock."""
        async with self._turn:
            found = await self.due(early)
            due = [each for each in found if sure or self._may_go(each, early)]
            self._wait_for([each for each in found if each not in due])
            return await self._prune(due, show) if due else due

    async def _prune(self, due: list[Due], show: Show) -> list[Due]:
        """Those that are gone then."""
        was_cut_short = await self._visits.is_begun()
        await self._visits.begin()
        due = [each for each in due if await self._sums.leave(each)]
        limits = await self._visits.newest_limits()
        gone = limits.keys() if was_cut_short else {each.site.id for each in due}
        await self._erase({site: limits[site] for site in gone}, total_of(due), show)
        return due

    def _may_go(self, due: Due, early: bool) -> bool:
        return self._patience.is_over(due) or (early and due.doubt == MOST_OF_IT)

    def go_on(self) -> None:
        """Somebody has looked at what waits, and it may go."""
        self._patience.allow(self.waiting)
        self._go_on.set()

    def _wait_for(self, waiting: list[Due]) -> None:
        known = {each.site.id for each in self.waiting}
        for each in waiting:
            if each.site.id not in known:
                log.warning("Erasing waits: %s", in_words(each))
        self.waiting = waiting

    async def finish(self) -> None:
        """What was recorded as gone and is not: the server was stopped meanwhile, or the disk has
        refused."""
        async with self._turn:
            if await self._visits.is_begun():
                await self._erase(await self._visits.newest_limits(), 0, lambda *_: None)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Prune every day while the context is open."""
        async with beside(self._work):
            yield

    async def _work(self) -> None:
        await asyncio.sleep(FIRST_LOOK)
        while True:
            await self._daily(self.finish)
            await self._daily(lambda: self.prune(early=False))
            self._go_on.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY):
                    await self._go_on.wait()

    async def _daily(self, task: Callable[[], Awaitable[object]]) -> None:
        if self._visits.read_only:
            return  # until a restart
        try:
            await task()
        except StorageError as error:
            log.warning("Old visits could not be taken away, trying again: %r", error)

    async def _erase(self, limits: Mapping[int, Limit], total: int, show: Show) -> None:
        await self._visits.erase(limits, total, show)
        self.erased()
