"""Takes away texts that nobody names any more: of deleted sites, of visits whose time is over."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial

from tracker.services.erasing.retrying import Errand
from tracker.services.erasing.slices import Pace
from tracker.storage.dictionary.kinds import KINDS, TEXTS, Kind
from tracker.storage.dictionary.unnamed import (
    NUMBERS,
    Walk,
    delete,
    highest,
    rebuild_index,
    walking,
)
from tracker.storage.erasing.erasures import end_sweep, sweep_is_asked, texts_are_cleaned
from tracker.storage.erasing.reworked_rows import asked_rework
from tracker.storage.file.database import Database
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.log.file_log import SqliteEventLog
from tracker.storage.threads import in_a_thread

log = logging.getLogger(__name__)

TRY_AGAIN = 5.0  # seconds after the disk has refused, or a reader has held the log
FAILED = "Texts that nobody names could not be erased"
FIRST, LEAST, MOST = 50, 10, 1_000  # texts in one transaction
NEAR = 2_000  # rows that the writer may look through itself
EMPTIED_WITHIN = 60  # tries
FEW = 25_000  # numbers of a kind whose index is written anew in 0.1 s
QUIET, QUIET_WITHIN = 10.0, 8_640  # seconds without a hit, and tries: a day


class TextSweep:
    """`wake` after rows have gone and a sweep was asked for. What a stop cuts short is done after
    the next start."""

    def __init__(self, db: Database, events: SqliteEventLog) -> None:
        self._db = db
        self._events = events
        self._errand = Errand(db, self._sweep_asked, FAILED, TRY_AGAIN)
        self._stop = threading.Event()
        self.swept: Callable[[], None] = lambda: None  # called after rows and their texts
        self._pace = Pace(FIRST, LEAST, MOST)

    def wake(self) -> None:
        """Rows have gone."""
        self._errand.ask()

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Work while the context is open."""
        async with self._errand.working():
            try:
                yield
            finally:
                self._stop.set()

    async def _sweep_asked(self) -> None:
        """Not while rows are still to name other texts: one of these may be named by none yet."""
        if await sweep_is_asked(self._db) and not await asked_rework(self._db):
            await self._sweep()

    async def _sweep(self) -> None:
        began, gone = time.monotonic(), 0
        for kind in KINDS:
            most, before = await highest(self._db, kind), gone
            for low in range(1, most, NUMBERS):
                gone += await self._sweep_range(kind, low, min(low + NUMBERS, most))
            if gone > before or (kind is TEXTS and await texts_are_cleaned(self._db)):
                await self._rebuild(kind, most)
        if not self._errand.is_asked:
            await end_sweep(self._db)
        if gone:
            took = time.monotonic() - began
            log.info("Erased %d texts that nobody named, in %.1f s", gone, took)
        await self._empty_log()
        self.swept()

    async def _sweep_range(self, kind: Kind, low: int, high: int) -> int:
        gone: list[int] = []
        with walking(self._db.path, kind, low, high) as walk:
            await self._walk(walk)
            left = await in_a_thread(walk.unnamed, "sweep")
            while left:
                if self._events.head - walk.upto > NEAR:
                    await self._walk(walk)
                    left = sorted(set(left) & set(await in_a_thread(walk.unnamed, "sweep")))
                batch, left = left[: self._pace.rows], left[self._pace.rows :]
                async with self._pace.one():
                    gone += await self._events.forget(kind, batch, walk.upto)
        await self._delete(kind, gone)
        return len(gone)

    async def _delete(self, kind: Kind, gone: list[int]) -> None:
        while gone:
            batch, gone = gone[: self._pace.rows], gone[self._pace.rows :]
            async with self._pace.one():
                await delete(self._db, kind, batch)

    async def _walk(self, walk: Walk) -> None:
        """To the head, which moves on meanwhile; what is left is near."""
        for _ in range(3):
            await in_a_thread(partial(walk.on, self._events.head, self._stop), "sweep")
            if self._events.head - walk.upto <= NEAR:
                return

    async def _rebuild(self, kind: Kind, most: int) -> None:
        """At once where no hit has to wait for long; else as soon as none has come for a while."""
        for _ in range(QUIET_WITHIN):
            if most <= FEW or await self._is_quiet():
                await rebuild_index(self._db, kind)
                return
            if self._errand.is_asked:
                return  # it will be tried again
        log.info("The index of %s was not written anew: there was no quiet moment", kind.table)

    async def _is_quiet(self) -> bool:
        before = self._events.head
        await asyncio.sleep(QUIET)
        return self._events.head == before

    async def _empty_log(self) -> None:
        """What was erased still stands in the write-ahead log, until that is empty."""
        for _ in range(EMPTIED_WITHIN):
            with suppress(RefusesForNow):
                if await self._db.empty_log():
                    return
            await asyncio.sleep(TRY_AGAIN)
