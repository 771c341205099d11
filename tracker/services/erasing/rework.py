"""Brings what earlier releases have stored to what would be stored today: once, after an upgrade,
beside the recording."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

from tracker.services.erasing.retrying import Errand
from tracker.services.erasing.slices import Pace
from tracker.storage.dictionary.cleaning import Search, clean, highest_text, searching
from tracker.storage.dictionary.unnamed import NUMBERS
from tracker.storage.erasing.reworked_rows import asked_rework, changes, end_rework, rework
from tracker.storage.file.database import Database
from tracker.storage.log.file_log import SqliteEventLog
from tracker.storage.threads import in_a_thread

log = logging.getLogger(__name__)

TRY_AGAIN = 5.0  # seconds after the disk has refused
FAILED = "What an earlier release has stored could not be worked through"
DONE = "Worked through: %d rows have another source or tags, %d texts are cleaned, in %.0f s"
FIRST_ROWS, LEAST_ROWS, MOST_ROWS = 500, 50, 5_000  # cursors in one transaction
FIRST_TEXTS, LEAST_TEXTS, MOST_TEXTS = 50, 10, 1_000


class Rework:
    """First the sources of all rows, since a referrer tells more as it was; then the texts.
    `done` is called behind them: what is named by nobody now is there to be swept. What a stop
    cuts short is done after the next start."""

    def __init__(self, db: Database, events: SqliteEventLog, done: Callable[[], None]) -> None:
        self._db = db
        self._events = events
        self._done = done
        self._errand = Errand(db, self.run, FAILED, TRY_AGAIN)
        self._stop = threading.Event()
        self._rows = Pace(FIRST_ROWS, LEAST_ROWS, MOST_ROWS)
        self._texts = Pace(FIRST_TEXTS, LEAST_TEXTS, MOST_TEXTS)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Work while the context is open."""
        async with self._errand.working():
            try:
                yield
            finally:
                self._stop.set()

    async def run(self) -> None:
        """What is asked for, unless the file can only be read."""
        if self._db.read_only or (asked := await asked_rework(self._db)) is None:
            return
        began = time.monotonic()
        log.info("What was stored before the upgrade is worked through, beside the recording")
        rows = await self._work_out(*asked)
        texts = await self._clean(asked.upto)
        await end_rework(self._db)
        took = time.monotonic() - began
        log.info(DONE, rows, texts, took)
        self._done()

    async def _work_out(self, done: int, upto: int) -> int:
        changed = 0
        while done < upto:
            async with self._rows.one():
                last = min(done + self._rows.rows, upto)
                found = await changes(self._db, done, last)
                changed += await rework(self._db, found, last)
            done = last
        return changed

    async def _clean(self, upto: int) -> int:
        cleaned, most = 0, await highest_text(self._db)
        for low in range(1, most + 1, NUMBERS):
            with searching(self._db.path, low, low + NUMBERS) as search:
                await in_a_thread(partial(search.through, upto, self._stop), "rework")
                cleaned += await self._clean_found(search)
        return cleaned

    async def _clean_found(self, search: Search) -> int:
        cleaned, last = 0, 0
        while last < search.high:
            async with self._texts.one():
                found = search.found(last, self._texts.rows)
                last = found[-1].number if found else search.high
                async with self._events.changing() as (tx, known):
                    cleaned += await clean(tx, known, found)
        return cleaned
