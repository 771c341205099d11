"""Takes away what a site's days say of refused hits, once they are older than it keeps visits."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from zoneinfo import ZoneInfo

from tracker.domain.days import day_number
from tracker.domain.retention import kept_since
from tracker.services.background import beside
from tracker.services.settled_clock import SettledClock
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.erasing.refused_days import any_refused, erase_refused
from tracker.storage.file.errors import StorageError
from tracker.storage.file.transactions import Accounts
from tracker.storage.sites.sites import Site

log = logging.getLogger(__name__)

FIRST_LOOK, LOOK_EVERY = 90.0, 3_600.0  # seconds


class OldRefusedDays:
    """`days_of`: how long a site keeps visits; 0 = for ever."""

    def __init__(
        self,
        db: Accounts,
        directory: SiteDirectory,
        days_of: Callable[[Site], int],
        settled: SettledClock,
    ) -> None:
        self._db = db
        self._directory = directory
        self._days_of = days_of
        self._settled = settled

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Look while the context is open."""
        async with beside(self._work):
            yield

    async def _work(self) -> None:
        await asyncio.sleep(FIRST_LOOK)
        while True:
            try:
                await self.erase()
            except StorageError as error:
                log.warning("Old counts could not be taken away, trying again: %r", error)
            await asyncio.sleep(LOOK_EVERY)

    async def erase(self) -> None:
        """All that are too old by now."""
        if self._db.read_only:
            return  # until a restart
        now = self._settled()
        for site in list(self._directory.by_id.values()):
            if days := self._days_of(site):
                zone = ZoneInfo(site.time_zone)
                await self._erase(site.id, day_number(kept_since(now, days, zone), zone))

    async def _erase(self, site_id: int, before: int) -> None:
        while await any_refused(self._db, site_id, before):
            await erase_refused(self._db, site_id, before)
