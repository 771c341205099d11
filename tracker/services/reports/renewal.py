"""The reports' file is made anew beside the serving, and takes the place of the one that serves:
what the log has erased may stand in blocks of that one for as long as it lives."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from tracker.services.reports.open_file import OpenFile
from tracker.services.reports.verifying import BESIDE, MEMORY_MB, RIPE, tidy
from tracker.storage.file.errors import StorageError
from tracker.storage.reports.duck import EngineError
from tracker.storage.reports.opening import NAME, opened, put_in_place
from tracker.storage.reports.report_file import ReportFile
from tracker.storage.threads import to_its_end

log = logging.getLogger(__name__)

EVERY = 86_400.0  # seconds between two: ten million events take some minutes of a processor
AGAIN = 600.0  # seconds after one that has failed, or found no room


class NoRoom(Exception):
    """Nothing is to be written just now."""


class Renewal:
    """`ask` once the log has erased something. `hindered`: whether nothing is to be written."""

    def __init__(
        self,
        opened: OpenFile,
        database: Path,
        now: Callable[[], int],
        hindered: Callable[[], bool],
    ) -> None:
        self._opened = opened
        self._database = database
        self._now = now
        self._hindered = hindered
        self._asked = asyncio.Event()

    def ask(self) -> None:
        """It is done soon, but once a day at most."""
        self._asked.set()

    async def work(self) -> None:
        """Until cancelled."""
        while True:
            await self._asked.wait()
            self._asked.clear()
            await asyncio.sleep(EVERY if await self._is_done() else AGAIN)

    async def _is_done(self) -> bool:
        try:
            await self._renew()
        except (EngineError, StorageError, NoRoom) as error:
            log.warning("The reports' file is not made anew yet: %r", error)
            self.ask()
            return False
        return True

    async def _renew(self) -> None:
        await self._opened.serves()
        folder = self._opened.path.parent
        with tempfile.TemporaryDirectory(prefix=BESIDE, dir=folder) as beside:
            path = Path(beside) / NAME
            await self._count(path)
            await to_its_end(lambda: put_in_place(path, folder / f"{BESIDE}{NAME}"), "reports")
        self._opened.go_on_with(folder / f"{BESIDE}{NAME}")

    async def _count(self, path: Path) -> None:
        """All that the log has, put in order and summed up."""
        stack = ExitStack()
        try:
            entering = opened(path, self._database, MEMORY_MB)
            file = await to_its_end(lambda: stack.enter_context(entering), "reports")
            await self._count_up(file)
            await tidy(file, self._now())
            await self._count_up(file)
        finally:
            await to_its_end(stack.close, "reports")

    async def _count_up(self, file: ReportFile) -> None:
        head = file.head()
        while file.cursor < head:
            if self._hindered():
                raise NoRoom
            await to_its_end(lambda: file.follow(head), "reports")
            await to_its_end(lambda: file.settle(RIPE), "reports")
