"""Takes away what an import has brought, beside the recording and over restarts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from tracker.domain.rows import ImportRemoval
from tracker.services.background import beside
from tracker.services.erasing.records import Record
from tracker.services.erasing.retrying import Errand
from tracker.services.erasing.slices import Pace
from tracker.services.imports.salts import ImportSalts
from tracker.storage.file.database import Database
from tracker.storage.imports.erasing import (
    end_erasing,
    erase_import,
    import_removal_is_recorded,
)
from tracker.storage.imports.imports import Import, leave, leaving_imports

log = logging.getLogger(__name__)

TRY_AGAIN = 1.0  # seconds after the disk has refused
SALTS_EVERY = 3600.0  # seconds between two looks for salts whose time is over
FIRST, LEAST, MOST = 500, 50, 5_000  # rows in one transaction
FAILED = "The rows of an import could not be erased"


class UndoneImports:
    """First the log says that an import goes, then its rows go. `record` has the log say it."""

    def __init__(
        self, db: Database, record: Record, salts: ImportSalts, now: Callable[[], int]
    ) -> None:
        self._db = db
        self._record = record
        self._salts = salts
        self._now = now
        self._pace = Pace(FIRST, LEAST, MOST)
        self._errand = Errand(db, self.undo_asked, FAILED, TRY_AGAIN)
        self.erased: Callable[[], None] = lambda: None  # called after an import's rows are

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Work while the context is open; what is unfinished then goes on after the next start."""
        async with self._errand.working(), beside(self._forget_salts):
            yield

    async def undo(self, number: int) -> None:
        """From now on its rows go."""
        await leave(self._db, number)
        self._errand.ask()

    async def undo_asked(self) -> None:
        """All that is asked for."""
        for left in await leaving_imports(self._db):
            await self._undo(left)

    async def _undo(self, left: Import) -> None:
        if not await import_removal_is_recorded(self._db, left):
            await self._record([ImportRemoval(left.site_id, self._now(), left.id)])
        some = True
        while some:
            async with self._pace.one():
                some = await erase_import(self._db, left, self._pace.rows)
        await end_erasing(self._db, left)
        self.erased()

    async def _forget_salts(self) -> None:
        while True:
            try:
                await asyncio.to_thread(self._salts.forget_old)
            except OSError as error:
                log.error("Salts of imports could not be deleted, trying again: %s", error)
            await asyncio.sleep(SALTS_EVERY)
