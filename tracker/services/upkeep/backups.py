"""Backups beside the serving: on a schedule, and when somebody asks."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from functools import partial
from pathlib import Path

from tracker.services.background import beside
from tracker.storage.backups.folder import Backup, make_backup, newest_backup
from tracker.storage.file.copies import CopyFailed, Show
from tracker.storage.file.errors import StorageError
from tracker.storage.threads import in_a_thread

log = logging.getLogger(__name__)

HOUR = 3_600_000  # ms
SOON = 600_000  # ms after a start that finds no backup, or one that is due
LATE = 3  # times as old as the newest should be
LONGEST_SLEEP = 60.0  # seconds: the clock may jump


class Backups:
    """One at a time. `trouble` is what the last try ran into, "" after one that went well."""

    def __init__(self, source: Path, folder: Path, kept: int, now: Callable[[], int]) -> None:
        self._source = source
        self._folder = folder
        self._kept = kept
        self._now = now
        self._turn = asyncio.Lock()
        self.hindrance: Callable[[], str] = lambda: ""  # why a copy would not be of the database
        self._due = 0  # ms, UTC
        self._every = 0  # ms
        self._began = now()
        self.newest: Backup | None = None  # that is not from the future
        self.trouble = ""

    async def make(self, show: Show = lambda *_: None) -> Backup:
        """A backup of what is committed; raises CopyFailed, StorageError or OSError, and whatever
        else keeps its thread from it."""
        stop = threading.Event()
        async with self._turn:
            now = self._now()
            if hindrance := self.hindrance():
                self.trouble = hindrance
                raise CopyFailed(f"No backup is made now: {hindrance}.")
            try:
                made = await in_a_thread(
                    lambda: make_backup(self._source, self._folder, now, self._kept, show, stop),
                    "backup",
                )
            except Exception as error:
                self.trouble = str(error) or repr(error)
                raise
            finally:
                stop.set()
            self.trouble, self.newest = "", made
            return made

    @asynccontextmanager
    async def working(self, every: int) -> AsyncIterator[None]:
        """Make one every so many hours while the context is open; 0 makes none."""
        hours = self._every = every * HOUR
        await self.look()
        self._due = self._first(hours)
        async with beside(partial(self._work, hours)) if every else nullcontext():
            yield

    async def _work(self, every: int) -> None:
        while True:
            left = self._due - self._now()
            if left > every + SOON:  # the clock was ahead when it was made out
                self._due = self._now() + every
            elif left > 0:
                await asyncio.sleep(min(left / 1000, LONGEST_SLEEP))
                continue
            tried = self._now()
            self._due = tried + HOUR
            if await self._try():
                self._due = tried + every

    async def look(self) -> None:
        """See which is the newest now."""
        now = self._now()
        self.newest = await asyncio.to_thread(newest_backup, self._folder, now)

    @property
    def wrong(self) -> str:
        """Why there is no young one; "" where there is, or none is wanted."""
        if not self._every:
            return ""
        if self.trouble:
            return f"the last try failed: {self.trouble}"
        since = self.newest.at if self.newest else self._began
        if self._now() - since <= LATE * self._every:
            return ""
        hours = (self._now() - since) // HOUR
        return f"the newest backup is {hours} hours old" if self.newest else "there is none yet"

    def _first(self, every: int) -> int:
        """Counted from the newest backup, so that restarts neither skip nor add one."""
        newest = self.newest.at if self.newest else 0
        return max(newest + every, self._now() + SOON)

    async def _try(self) -> bool:
        try:
            made = await self.make()
        except (CopyFailed, StorageError, OSError) as error:
            log.error("No backup was made, trying again in an hour: %s", error)
            return False
        log.info("Backup: %s, %.1f MB", made.name, made.bytes / 1_000_000)
        return True
