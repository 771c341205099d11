"""Erases what was recorded for deleted sites, beside the recording and over restarts."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from tracker.domain.events import Removal
from tracker.services.beside import beside
from tracker.services.recorder import Recorder
from tracker.storage.database import Database
from tracker.storage.event_log import EventLog
from tracker.storage.readers import ReadTooSlow
from tracker.storage.site_events import (
    asked_erasures,
    end_erasure,
    erase_after,
    erase_events,
    removal_is_recorded,
)

log = logging.getLogger(__name__)

APART = 0.01  # seconds between two slices, for the recorder
TRY_AGAIN = 1.0  # seconds after the disk has refused


class SiteRemovals:
    """First the log says that the site is gone, then its rows go. `wake` after deleting one;
    `gone` is told of each, for what is not in the log."""

    def __init__(
        self,
        db: Database,
        events: EventLog,
        recorder: Recorder,
        now: Callable[[], int],
        gone: Callable[[int], None],
    ) -> None:
        self._db = db
        self._events = events
        self._recorder = recorder
        self._now = now
        self._gone = gone
        self._asked = asyncio.Event()
        self.erased: Callable[[], None] = lambda: None  # called after a site's rows are

    def wake(self) -> None:
        """A site was deleted."""
        self._asked.set()

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Work while the context is open; what is unfinished then goes on after the next start."""
        async with beside(self._work):
            yield

    async def _work(self) -> None:
        self._asked.set()  # what the last run left
        while True:
            await self._asked.wait()
            self._asked.clear()
            try:
                for site_id in await asked_erasures(self._db):
                    await self._remove(site_id)
            except (sqlite3.DatabaseError, ReadTooSlow) as error:
                if self._db.read_only:
                    continue  # until a restart
                log.warning("A deleted site's rows could not be erased yet: %r", error)
                self._asked.set()
                await asyncio.sleep(TRY_AGAIN)

    async def _remove(self, site_id: int) -> None:
        if not await removal_is_recorded(self._db, site_id):
            await self._recorder.record(Removal(site_id, self._now(), 0))
        self._gone(site_id)
        erased = 1
        while erased:
            erased = await erase_events(self._db, site_id)
            await asyncio.sleep(APART)
        after = 0
        while after < self._events.head:
            after = await erase_after(self._db, site_id, after)
            await asyncio.sleep(0)
        await end_erasure(self._db, site_id)
        self.erased()
