"""Takes away visits that are older than their site keeps them: daily, beside the recording."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec

from tracker.domain.events import Removal
from tracker.domain.retention import DAY, is_overdue, is_time, kept_since
from tracker.services.beside import beside
from tracker.services.settled_clock import LEAP, SURE_AFTER, SettledClock
from tracker.services.site_directory import SiteDirectory
from tracker.storage.copies import Show
from tracker.storage.database import Database
from tracker.storage.event_log import EventLog
from tracker.storage.old_visits import (
    BY_TIME,
    Limit,
    any_old_event,
    erase_old_events,
    erase_old_others,
    first_other,
    newest_limits,
    old_events,
    takes_most,
)
from tracker.storage.readers import ReadTooSlow
from tracker.storage.sites import Site
from tracker.storage.unnamed import ask_sweep

log = logging.getLogger(__name__)

LOOK_EVERY = 600.0  # seconds between two looks at what is due
FIRST_LOOK = 60.0  # seconds after the start, which may follow a pruning that was cut short
FIRST_SLICE, LEAST, MOST = 200, 50, 5_000  # rows in one transaction
SLICE = 0.015  # seconds that one should take: a hit that comes meanwhile waits so long
REST = 3  # times as long as a slice took, for the recorder

Record = Callable[[Removal], Awaitable[None]]


class Due(msgspec.Struct, frozen=True):
    """What a site is about to lose: its events of visits that began before `before`. `doubt` says
    why that may be a mistake; "" where nothing speaks against it."""

    site: Site
    before: int  # ms, UTC
    events: int
    doubt: str = ""
    days_ahead: int = 0  # of the clock


class Pruning:
    """`record` appends a removal to the log, behind every row that was taken before it."""

    def __init__(  # noqa: PLR0917
        self,
        db: Database,
        events: EventLog,
        directory: SiteDirectory,
        record: Record,
        now: Callable[[], int],
        days: int,
        settled: SettledClock,
    ) -> None:
        self._db = db
        self._events = events
        self._directory = directory
        self._record = record
        self._now = now
        self._days = days
        self._settled = settled
        self._turn = asyncio.Lock()
        self._slice = FIRST_SLICE
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
        now, last = self._now(), await newest_limits(self._db)
        for site in list(self._directory.by_id.values()):
            zone, days = ZoneInfo(site.time_zone), self.days_of(site)
            if not days:
                continue
            limit = Limit(site.id, kept_since(now, days, zone), self._events.head + 1)
            before = last[site.id].before if site.id in last else None
            if not (early or is_time(now, zone) or is_overdue(limit.before, before)):
                continue
            if await any_old_event(self._db, limit):
                events = await old_events(self._db, limit)
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
        return "" if usual or not await takes_most(self._db, limit.site_id, events) else MOST_OF_IT

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
            for each in due:
                await self._record(Removal(each.site.id, self._now(), BY_TIME, before=each.before))
            if due:
                gone = {each.site.id for each in due}
                limits = await newest_limits(self._db)
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
        """What was recorded as gone and is not, since the server was stopped meanwhile."""
        async with self._turn:
            limits = await newest_limits(self._db)
            left = {
                site_id: limit
                for site_id, limit in limits.items()
                if await any_old_event(self._db, limit)
            }
            if left:
                await self._erase(left, 0, lambda *_: None)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Prune every day while the context is open."""
        async with beside(self._work):
            yield

    async def _work(self) -> None:
        await asyncio.sleep(FIRST_LOOK)
        await self._daily(self.finish)
        while True:
            await self._daily(lambda: self.prune(early=False))
            self._go_on.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY):
                    await self._go_on.wait()

    async def _daily(self, task: Callable[[], Awaitable[object]]) -> None:
        if self._db.read_only:
            return  # until a restart
        try:
            await task()
        except (sqlite3.Error, ReadTooSlow) as error:
            log.warning("Old visits could not be taken away, trying again: %r", error)

    async def _erase(self, limits: Mapping[int, Limit], total: int, show: Show) -> None:
        done = 0
        for limit in limits.values():
            erased = 1
            while erased:
                async with self._pace():
                    erased = await erase_old_events(self._db, limit, self._slice)
                done += erased
                show(min(done, total), total)
        others = await self._erase_others(limits)
        async with self._db.transaction() as tx:
            await ask_sweep(tx)
        self.erased()
        log.info("Took away %d old events, %d leaves and places", done, others)

    async def _erase_others(self, limits: Mapping[int, Limit]) -> int:
        last, done = max(limit.upto for limit in limits.values()), 0
        cursor = await first_other(self._db)
        while cursor < last:
            async with self._pace():
                erased, cursor = await erase_old_others(self._db, limits, cursor, self._slice)
            done += erased
        return done

    @asynccontextmanager
    async def _pace(self) -> AsyncIterator[None]:
        """Around one slice: the next is as large as takes SLICE, after a rest."""
        began = time.perf_counter()
        yield
        took = time.perf_counter() - began
        self._slice = max(LEAST, min(MOST, int(self._slice * min(2.0, SLICE / took))))
        await asyncio.sleep(took * REST)


class Patience:
    """Of what is in doubt: whether it is the same as an hour ago."""

    def __init__(self, steady: Callable[[], float]) -> None:
        self._steady = steady  # seconds, monotonic
        self._asked: dict[int, tuple[int, float]] = {}
        self._allowed: dict[int, int] = {}

    def is_over(self, due: Due) -> bool:
        """Whether it may go: nothing speaks against it, or somebody has said so, or the clock has
        gone on as time has since it was asked first."""
        if not due.doubt or abs(self._allowed.get(due.site.id, 0) - due.before) <= DAY:
            self._asked.pop(due.site.id, None)
            self._allowed.pop(due.site.id, None)
            return True
        now = self._steady()
        before, since = self._asked.setdefault(due.site.id, (due.before, now))
        if abs(due.before - before - (now - since) * 1000) > DAY:
            self._asked[due.site.id] = due.before, now
            return False
        return now - since >= SURE_AFTER

    def allow(self, waiting: list[Due]) -> None:
        """Somebody has said so."""
        self._allowed = {each.site.id: each.before for each in waiting}


CLOCK = "the clock is {days:,} days ahead of what was expected"
MOST_OF_IT = "that is most of the site"


def in_words(due: Due) -> str:
    """One line for log, mail and terminal."""
    before = f"{datetime.fromtimestamp(due.before / 1000, UTC):%Y-%m-%d}"
    return f"{due.events:,} events of {due.site.name} from before {before}: {due.doubt}"


def total_of(due: list[Due]) -> int:
    """All their events."""
    return sum(each.events for each in due)


def straight(events: EventLog) -> Record:
    """Records a removal where no recorder runs."""

    async def record(removal: Removal) -> None:
        await events.append([removal])

    return record
