"""Writes the audit log beside whatever is going on: a flood of refusals is one row, not a flood."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import msgspec

from tracker.services.background import beside
from tracker.services.finishing import Finishing
from tracker.storage.accounts.audit import Entry, forget_entries, insert_entries
from tracker.storage.file.errors import StorageError
from tracker.storage.file.transactions import Accounts

log = logging.getLogger(__name__)

APART = 0.25  # seconds between two writes, so that they never crowd out the recorder
TRY_AGAIN = 2.0  # seconds after the disk has refused
MOST_WAITING = 1_000  # different entries; what comes on top is in the log's lines only
FORGET_EVERY = 5_000  # entries


Key = tuple[int | None, str, str, str]  # of an entry: actor, network, action, target


class AuditLog:
    """`add` never waits and never fails; `flush` is for who wants to read what was added."""

    def __init__(self, db: Accounts, settled: Callable[[], int]) -> None:
        self._db = db
        self._settled = settled  # ms, UTC
        self._waiting: dict[Key, Entry] = {}
        self._refused = False  # by the disk, and that was said
        self._added = asyncio.Event()
        self._writing = asyncio.Lock()
        self._finishing = Finishing()
        self._written = FORGET_EVERY  # since the last time that old ones were forgotten

    def add(self, entry: Entry) -> None:
        """Keep the entry soon; the same act by the same actor within moments is counted."""
        key = (entry.actor_id, entry.network, entry.action, entry.target)
        known = self._waiting.get(key)
        if known is None and len(self._waiting) >= MOST_WAITING:
            return
        times = known.times + entry.times if known else entry.times
        self._waiting[key] = msgspec.structs.replace(known or entry, times=times)
        self._added.set()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[None]:
        """Write while the context is open; on the way out what is left."""
        try:
            async with beside(self._work):
                yield
        finally:
            await self.flush()

    async def flush(self) -> bool:
        """Write what waits; a disk that refuses leaves it waiting, and is asked again. Whoever is
        cancelled meanwhile leaves it being written: what is on disk must not wait once more."""
        return await self._finishing.whole(self._flush())

    async def _flush(self) -> bool:
        async with self._writing:
            taken, self._waiting = self._waiting, {}
            if not taken:
                return True
            entries = list(taken.values())
            try:
                async with self._db.transaction() as tx:
                    await insert_entries(tx, entries)
                    if self._written >= FORGET_EVERY:
                        await forget_entries(tx, self._settled())
                        self._written = 0
                self._written += len(entries)
            except StorageError as error:
                self._put_back(taken)
                if not self._refused:
                    log.warning("The audit log could not be written yet: %r", error)
                self._refused = True
            except asyncio.CancelledError:
                self._put_back(taken)
                raise
            else:
                self._refused = False
            return not self._refused

    def _put_back(self, taken: dict[Key, Entry]) -> None:
        """Before those that were added meanwhile, which may be of the same act."""
        added, self._waiting = self._waiting, taken
        for entry in added.values():
            self.add(entry)

    async def _work(self) -> None:
        while True:
            await self._added.wait()
            self._added.clear()
            written = await self.flush()
            await asyncio.sleep(APART if written else TRY_AGAIN)
            if not written:
                self._added.set()
