"""The reports' file follows the log, and is put in order beside that."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from tracker.services.reports.open_file import OpenFile
from tracker.storage.log.event_log import WholeLog
from tracker.storage.reports.duck import EngineError
from tracker.storage.reports.report_file import ReportFile

EVERY = 1.0  # seconds between two looks at the log
TIDY_EVERY = 60.0  # seconds between two times that days are summed up
NEAR = 40_000  # cursors that a question waits for; where there are more it is answered so far
RIPE = 120_000  # rows that are put in order at once while the log is counted anew
NEVER = float("-inf")


class KeepingUp:
    """`now`: ms UTC, by which days are over. `steady`: seconds of a clock that nobody sets.
    `hindered`: whether nothing is to be written just now."""

    def __init__(
        self,
        opened: OpenFile,
        events: WholeLog,
        now: Callable[[], int],
        steady: Callable[[], float],
        hindered: Callable[[], bool],
    ) -> None:
        self._opened = opened
        self._events = events
        self._now = now
        self._steady = steady
        self._hindered = hindered
        self._tidied = NEVER
        self.erased: Callable[[], None] = lambda: None  # called where the log has erased something

    @property
    def is_tidy(self) -> bool:
        """Days that were over were summed up since the file was opened."""
        return self._tidied != NEVER

    async def run(self, file: ReportFile) -> None:
        """Until the file has failed. Raises EngineError, StorageError."""
        self._tidied = NEVER
        while not self._opened.failed.is_set():
            if not self._hindered():
                await self._catch_up(file)
                await self._tidy(file)
            await asyncio.sleep(EVERY)

    async def follow_to(self, file: ReportFile, upto: int) -> None:
        """Up to that cursor. Raises as `run`."""
        while file.cursor < upto:
            await self._opened.in_turn(lambda: _follow(file, upto))

    async def keep_clock(self, file: ReportFile, site_id: int, zone: str) -> None:
        """Have the site's visits on the days of that zone, also where nothing has come since it has
        moved there. Raises as `run`."""
        if not file.has_clock(site_id, zone):
            await self._opened.in_turn(file.keep_clocks)

    async def _catch_up(self, file: ReportFile) -> None:
        while file.cursor < (head := self._events.head) and not self._opened.failed.is_set():
            await self._opened.following(lambda each: _follow(each, head), file)
            if head - file.cursor > NEAR:
                await self._opened.following(lambda each: each.settle(RIPE), file)

    async def _tidy(self, file: ReportFile) -> None:
        following, began = self._opened.following, self._steady()
        if began - self._tidied < TIDY_EVERY:
            return
        if await following(ReportFile.is_outdated, file):
            raise EngineError("what an earlier release has stored is worked through by now")
        if not self.is_tidy and await following(ReportFile.may_hold_what_is_erased, file):
            self.erased()
        await following(ReportFile.settle, file)
        now = self._now()
        while await following(lambda each: each.roll(now), file):
            pass
        await self._opened.rest(file)
        self._tidied = began


def _follow(file: ReportFile, upto: int) -> None:
    if file.cursor < upto:  # nobody else has done it meanwhile
        file.follow(upto)
