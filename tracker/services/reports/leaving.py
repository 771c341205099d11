"""What the sums of a site's days lose when its old visits are erased."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tracker.domain.reports.question import Unavailable
from tracker.domain.rows import DayRow
from tracker.services.reports.keeping_up import NEAR
from tracker.services.reports.verifying import InTurn
from tracker.storage.reports.duck import EngineError
from tracker.storage.reports.report_file import ReportFile
from tracker.storage.sums.leaving import days_of, leaving

T = TypeVar("T")

COUNTING = "the log is just being counted"


class LeavingSums:
    """`in_turn`: has work done with the file. `hindrance`: why it cannot be asked now, "" where it
    can."""

    def __init__(
        self, in_turn: InTurn, now: Callable[[], int], hindrance: Callable[[], str] = str
    ) -> None:
        self._in_turn = in_turn
        self._now = now
        self._hindrance = hindrance

    async def days_of(self, site_id: int) -> list[int]:
        """Local days on which the site has visits, since 1970-01-01. Raises Unavailable."""
        return await self._asked(lambda file: days_of(file, site_id))

    async def leaving(self, site_id: int, before: int) -> list[DayRow]:
        """What the sums lose with visits that began before `before`, ms UTC. Raises
        Unavailable."""
        now = self._now()
        return await self._asked(lambda file: leaving(file, site_id, before, now))

    async def _asked(self, ask: Callable[[ReportFile], T]) -> T:
        if hindrance := self._hindrance():
            raise Unavailable("closed", hindrance)
        try:
            return await self._in_turn(lambda file: ask(_caught_up(file)))
        except EngineError as error:
            raise Unavailable("closed", str(error)) from None


def _caught_up(file: ReportFile) -> ReportFile:
    head = file.head()
    if head - file.cursor > NEAR:
        raise Unavailable("closed", COUNTING)
    while file.cursor < head:
        file.follow(head)
    return file
