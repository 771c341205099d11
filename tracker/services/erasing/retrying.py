"""Work that somebody asks for: done beside the serving, tried again, and over restarts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from tracker.services.background import beside
from tracker.storage.file.errors import StorageError
from tracker.storage.file.transactions import Accounts

log = logging.getLogger(__name__)


class Errand:
    """`work` is done whenever it was asked for, and once at the start for what the last run left.
    A disk that refuses is said, as `failed`, and asked again after `pause` seconds."""

    def __init__(
        self, db: Accounts, work: Callable[[], Awaitable[None]], failed: str, pause: float
    ) -> None:
        self._db = db
        self._work = work
        self._failed = failed
        self._pause = pause
        self._asked = asyncio.Event()

    def ask(self) -> None:
        """There is something to do."""
        self._asked.set()

    @property
    def is_asked(self) -> bool:
        """Whether it is to be done again, by what has come since it was begun."""
        return self._asked.is_set()

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Work while the context is open."""
        async with beside(self._run):
            yield

    async def _run(self) -> None:
        self.ask()
        while True:
            await self._asked.wait()
            self._asked.clear()
            try:
                await self._work()
            except StorageError as error:
                if self._db.read_only:
                    continue  # until a restart
                log.warning("%s yet: %r", self._failed, error)
                self.ask()
                await asyncio.sleep(self._pause)
