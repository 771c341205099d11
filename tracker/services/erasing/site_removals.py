"""Erases what was recorded for deleted sites, beside the recording and over restarts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from tracker.domain.rows import SiteRemoval
from tracker.services.erasing.retrying import Errand
from tracker.services.recording.entries import Recording
from tracker.storage.erasing.asked_of_sites import asked_erasures, end_erasure
from tracker.storage.erasing.erasures import rows_are_gone
from tracker.storage.erasing.refused_days import erase_refused
from tracker.storage.erasing.removed_sites import erase_after, erase_events, removal_is_recorded
from tracker.storage.file.database import Database
from tracker.storage.file.transactions import Accounts
from tracker.storage.log.event_log import WholeLog

APART = 0.01  # seconds between two slices, for the recorder
TRY_AGAIN = 1.0  # seconds after the disk has refused
FAILED = "A deleted site's rows could not be erased"


class Removals(Protocol):
    """The end of deleted sites, whatever keeps the log."""

    @property
    def wake(self) -> Callable[[], None]:
        """To be called after deleting one."""


class SiteRemovals:
    """First the log says that the site is gone, then its rows go. `wake` after deleting one;
    `gone` is told of each, for what is not in the log."""

    def __init__(  # noqa: PLR0917
        self,
        kept: Accounts,
        db: Database,
        events: WholeLog,
        recorder: Recording,
        now: Callable[[], int],
        gone: Callable[[int], None],
    ) -> None:
        self._kept = kept
        self._db = db
        self._events = events
        self._recorder = recorder
        self._now = now
        self._gone = gone
        self._errand = Errand(db, self._remove_asked, FAILED, TRY_AGAIN)
        self.wake = self._errand.ask
        self.erased: Callable[[], None] = lambda: None  # called after a site's rows are

    def working(self) -> AbstractAsyncContextManager[None]:
        """Work while the context is open; what is unfinished then goes on after the next start."""
        return self._errand.working()

    async def _remove_asked(self) -> None:
        for site_id in await asked_erasures(self._kept):
            await self._remove(site_id)

    async def _remove(self, site_id: int) -> None:
        if not await removal_is_recorded(self._db, site_id):
            await self._recorder.record(SiteRemoval(site_id, self._now()))
        self._gone(site_id)
        erased = 1
        while erased:
            erased = await erase_events(self._db, site_id)
            await asyncio.sleep(APART)
        after = 0
        while after < self._events.head:
            after = await erase_after(self._db, site_id, after)
            await asyncio.sleep(0)
        erased = 1
        while erased:
            erased = await erase_refused(self._kept, site_id)
            await asyncio.sleep(APART)
        await rows_are_gone(self._db)
        await end_erasure(self._kept, site_id)
        self.erased()
