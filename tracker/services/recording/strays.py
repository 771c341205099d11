"""Leaves whose pageview is out of the writer's reach: looked for in the log, beside the hits."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable

from tracker.domain.rows import OfPageview, Pageview, attach
from tracker.services.recording.entries import Entry, Outcome, answer
from tracker.storage.file.errors import StorageError
from tracker.storage.log.event_log import WholeLog

logger = logging.getLogger(__name__)

MOST = 1_000  # that wait; a page tries again later
TOGETHER = 50  # that are looked for at once


class Strays:
    """`found` takes those back that are to be written. Those whose pageview is nowhere, or too long
    ago, change no number: they are acknowledged and dropped."""

    def __init__(self, log: WholeLog, found: Callable[[Entry], None]) -> None:
        self._log = log
        self._found = found
        self._waiting: deque[Entry] = deque()
        self._wake = asyncio.Event()

    def take(self, entries: Iterable[Entry]) -> None:
        """To be looked for."""
        for entry in entries:
            if len(self._waiting) >= MOST:
                answer([entry], Outcome.BUSY)
            else:
                self._waiting.append(entry)
                self._wake.set()

    async def run(self) -> None:
        """Look until cancelled; then whoever still waits hears that nothing was stored."""
        try:
            while True:
                await self._wake.wait()
                await self._look()
                if not self._waiting:
                    self._wake.clear()
        finally:
            answer(list(self._waiting), Outcome.BUSY)
            self._waiting.clear()

    async def _look(self) -> None:
        entries = [self._waiting[number] for number in range(min(TOGETHER, len(self._waiting)))]
        rows = [entry.row for entry in entries]
        try:
            pages = await self._log.pageviews([row for row in rows if isinstance(row, OfPageview)])
        except StorageError as error:
            logger.warning("Pageviews of %d leaves could not be looked for: %r", len(rows), error)
            pages = None
        for entry in entries:
            self._waiting.popleft()
            if pages is None:
                answer([entry], Outcome.BUSY)
            else:
                self._tell(entry, pages)

    def _tell(self, entry: Entry, pages: dict[int, Pageview]) -> None:
        row = entry.row
        assert isinstance(row, OfPageview)
        page = pages.get(row.beacon)
        if page is not None and attach(row, page):
            self._found(entry)
        else:
            answer([entry], Outcome.STORED)
