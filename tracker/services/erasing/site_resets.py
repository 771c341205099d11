"""A site's numbers begin anew: what it has recorded is read no more from one moment to the next,
and erased beside the recording and over restarts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, suppress
from typing import Protocol

from tracker.domain.recent import RecentInts
from tracker.domain.rows import Reset
from tracker.services.erasing.retrying import Errand
from tracker.services.erasing.slices import Pace
from tracker.services.recording.entries import Recording
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.erasing.asked_of_sites import ToReset, asked_resets, end_reset
from tracker.storage.erasing.erasures import rows_are_gone
from tracker.storage.erasing.removed_sites import (
    erase_after,
    erase_events,
    reset_is_recorded,
    visitors_counted,
)
from tracker.storage.file.database import Database
from tracker.storage.file.transactions import Accounts
from tracker.storage.log.event_log import EventLog

HOUR = 3_600_000  # ms
DAY_AND_MORE = 26  # hours: the longest local day, with an hour's margin
TRY_AGAIN = 1.0  # seconds after the disk has refused
TOLD_WITHIN = 5.0  # seconds that whoever asks for it waits until everybody knows
FIRST, LEAST, MOST = 500, 50, 5_000  # rows in one transaction
FAILED = "The rows of a site whose numbers begin anew could not be erased"


class Resets(Protocol):
    """Numbers that begin anew, whatever keeps the log."""

    async def begin(self, site_id: int) -> None:
        """From now on the site has nothing but what comes."""


class SiteResets:
    """`counted`: who has come lately. `forget` is told of each, for what is not in the log."""

    def __init__(  # noqa: PLR0917
        self,
        kept: Accounts,
        db: Database,
        events: EventLog,
        recorder: Recording,
        counted: RecentInts,
        directory: SiteDirectory,
        now: Callable[[], int],
        forget: Callable[[int], Awaitable[None]],
    ) -> None:
        self._kept = kept
        self._db = db
        self._events = events
        self._recorder = recorder
        self._counted = counted
        self._directory = directory
        self._now = now
        self._forget = forget
        self._pace = Pace(FIRST, LEAST, MOST)
        self._errand = Errand(db, self._reset_asked, FAILED, TRY_AGAIN)
        self._told: dict[ToReset, asyncio.Event] = {}
        self.erased: Callable[[], None] = lambda: None  # called after a site's rows are

    def working(self) -> AbstractAsyncContextManager[None]:
        """Work while the context is open; what is unfinished then goes on after the next start."""
        return self._errand.working()

    async def begin(self, site_id: int) -> None:
        """From now on the site has nothing but what comes. Usually everybody who follows the log
        has heard of it by the end; the erasing goes on behind it."""
        asked = ToReset(site_id, self._events.head_of(site_id))
        await self._directory.reset(asked, self._now())
        told = self._told[asked] = asyncio.Event()
        self._errand.ask()
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(TOLD_WITHIN):
                    await told.wait()
        finally:
            self._told.pop(asked, None)

    async def _reset_asked(self) -> None:
        for asked in await asked_resets(self._kept):
            await self._tell(asked)
        for asked in await asked_resets(self._kept):
            await self._erase(asked)

    async def _tell(self, asked: ToReset) -> None:
        """First the log says it, then the rows go."""
        if not await reset_is_recorded(self._db, *asked):
            await self._forget(asked.site_id)
            await self._count_anew(asked.site_id)
            await self._recorder.record(Reset(asked.site_id, self._now(), asked.upto))
        if told := self._told.get(asked):
            told.set()

    async def _count_anew(self, site_id: int) -> None:
        """Whoever came today and comes again is a new visitor."""
        now = self._now()
        for start in range(now - DAY_AND_MORE * HOUR, now + HOUR, HOUR):
            for visitor in await visitors_counted(self._db, site_id, start, start + HOUR):
                self._counted.forget(visitor)

    async def _erase(self, asked: ToReset) -> None:
        erased = 1
        while erased:
            async with self._pace.one():
                erased = await erase_events(self._db, *asked, self._pace.rows)
        after = 0
        while after < asked.upto:
            async with self._pace.one():
                after = await erase_after(self._db, asked.site_id, after, asked.upto)
        await rows_are_gone(self._db, asked.upto)
        await end_reset(self._kept, asked)
        self.erased()
