"""Takes away sums that retention has left, where a site's owner wants none."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from tracker.domain.rows import RETAINED, ImportRemoval
from tracker.services.background import beside
from tracker.services.erasing.records import Record
from tracker.services.erasing.slices import Pace
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.erasing.kept_sums import any_kept, erase_kept
from tracker.storage.file.database import Database
from tracker.storage.file.errors import StorageError

log = logging.getLogger(__name__)

FIRST_LOOK, LOOK_EVERY = 120.0, 3_600.0  # seconds
FIRST, LEAST, MOST = 200, 50, 5_000  # rows in one transaction


class UnwantedSums:
    """`record` has the log say what goes."""

    def __init__(
        self, db: Database, directory: SiteDirectory, record: Record, now: Callable[[], int]
    ) -> None:
        self._db = db
        self._directory = directory
        self._record = record
        self._now = now
        self._pace = Pace(FIRST, LEAST, MOST)
        self._look = asyncio.Event()

    def look(self) -> None:
        """An owner has just said so."""
        self._look.set()

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Look while the context is open."""
        async with beside(self._work):
            yield

    async def _work(self) -> None:
        await self._rest(FIRST_LOOK)
        while True:
            try:
                await self.erase()
            except StorageError as error:
                log.warning("Unwanted sums could not be taken away, trying again: %r", error)
            await self._rest(LOOK_EVERY)

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._look.wait()
        self._look.clear()

    async def erase(self) -> None:
        """All there are. What a kill leaves is found again."""
        if self._db.read_only:
            return  # until a restart
        for site in list(self._directory.by_id.values()):
            if not site.keeps_sums and await any_kept(self._db, site.id):
                await self._record([ImportRemoval(site.id, self._now(), RETAINED)])
                await self._erase(site.id)

    async def _erase(self, site_id: int) -> None:
        async with self._pace.one():
            after = await erase_kept(self._db, site_id, 0, self._pace.rows)
        while after:
            async with self._pace.one():
                after = await erase_kept(self._db, site_id, after, self._pace.rows)
