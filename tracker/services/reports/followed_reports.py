"""Reports as long as the server runs: they answer what they are asked once they have caught up with
the log."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import NamedTuple, TypeVar

from tracker.domain.reports.question import Answer, Question
from tracker.services.background import beside
from tracker.services.lists.duck_lists import DuckLists
from tracker.services.reports.answering import Answering
from tracker.services.reports.keeping_up import NEAR, KeepingUp
from tracker.services.reports.open_file import OpenFile
from tracker.services.reports.renewal import Renewal
from tracker.services.reports.reports import State
from tracker.services.reports.verifying import forget_unfinished
from tracker.storage.file.database import Database
from tracker.storage.file.errors import StorageError
from tracker.storage.log.event_log import WholeLog
from tracker.storage.reports.duck import Absent, Connection, EngineError
from tracker.storage.reports.report_file import ReportFile
from tracker.storage.threads import to_its_end

log = logging.getLogger(__name__)

T = TypeVar("T")

BEGINS_AFTER = 120.0  # seconds, unless somebody asks before: what a start needs goes first
SMALL = 64_000_000  # bytes of a file that is made anew within a minute
AGAIN = 5.0  # seconds before a file that has failed is opened again


class Failure(NamedTuple):
    """When (ms, UTC), and what the engine said."""

    at: int
    text: str


class FollowedReports:
    """`hindered`: whether nothing is to be written just now. What is wrong is in `wrong`, "" where
    nothing is."""

    def __init__(  # noqa: PLR0917
        self,
        path: Path,
        database: Database,
        events: WholeLog,
        now: Callable[[], int],
        steady: Callable[[], float],
        hindered: Callable[[], bool] = lambda: False,
    ) -> None:
        self._events = events
        self._now = now
        self._hindered = hindered
        self._opened = OpenFile(path, database.path)
        self._keeping_up = KeepingUp(self._opened, events, now, steady, hindered)
        self._renewal = Renewal(self._opened, database.path, now, hindered)
        self._keeping_up.erased = self.texts_have_gone
        self._answering = Answering(self._opened, self._keeping_up, events, hindered, self._fails)
        self.lists = DuckLists(self._answering.listed, database, lambda: events.head)
        self.failure: Failure | None = None  # the last one

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Follow the log while the context is open."""
        async with beside(self._work), beside(self._renewal.work):
            yield

    @property
    def wrong(self) -> str:
        """For /readyz."""
        serving = self._opened.serving
        stuck = serving is not None and serving.readers.stuck
        return "a report does not end, restart the server" if stuck else ""

    @property
    def absent(self) -> str:
        """Why there are none on this machine; "" where there are."""
        return self._opened.absent

    @property
    def counted(self) -> tuple[int, int]:
        """So many rows of so many of the log."""
        file, head = self._opened.file, self._events.head
        return (min(file.cursor, head) if file else 0), head

    @property
    def is_near(self) -> bool:
        """A question would have the rest counted first."""
        counted, head = self.counted
        return self._opened.file is None or head - counted <= NEAR

    @property
    def state(self) -> State:
        """For whoever looks after the server."""
        counted, head = self.counted
        known = None if self._opened.file is None else counted / head if head else 1.0
        failure = self.failure or Failure(0, "")
        return State(self.absent or self.wrong, known, self._opened.size, *failure)

    @property
    def is_whole(self) -> bool:
        """Everything is counted, and days that are over are summed up."""
        file = self._opened.file
        if self._opened.is_to_go or not self._keeping_up.is_tidy or file is None:
            return False
        return file.cursor >= self._events.head

    @property
    def hindered(self) -> bool:
        """Whether nothing is to be written just now."""
        return self._hindered()

    async def in_turn(self, work: Callable[[ReportFile], T]) -> T:
        """What the work says of the file, which nobody else writes meanwhile. Raises
        Unavailable."""
        file, _ = await self._opened.ready()
        return await self._opened.in_turn(lambda: work(file))

    async def begin_anew(self) -> None:
        """Delete the file soon, and count the log once more beside the serving: it is done once
        everything `is_whole` again. Raises Unavailable."""
        await self._opened.ready()
        self._opened.begin_anew()

    def texts_have_gone(self) -> None:
        """The log has erased some: they go from the file, too, which is made anew, for there may be
        more in it than its tables say; a large one beside the serving, once a day."""
        if self._opened.size <= SMALL:
            self._opened.begin_anew()
        else:
            self._renewal.ask()

    async def answer(self, question: Question) -> Answer:
        """Counts everything that the log held when it was asked, unless most of it is counted anew
        just now, or nothing may be written. Raises Unavailable."""
        return await self._answering.answer(question)

    async def property_names(self, question: Question, event: str) -> list[str]:
        """What rows of that name carry in the question's span, the most frequent first. Raises
        Unavailable."""
        return await self._answering.property_names(question, event)

    async def listed(self, page: Callable[[Connection], T], whole: bool = True) -> T:
        """A page of a list. Raises Unavailable, of a `whole` list also while the log is counted
        anew."""
        return await self._answering.listed(page, whole)

    async def _work(self) -> None:
        """As long as the file serves; then with another. What has to be ready at the start goes
        first."""
        with suppress(TimeoutError):
            async with asyncio.timeout(BEGINS_AFTER):
                await self._opened.is_asked.wait()
        await to_its_end(lambda: forget_unfinished(self._opened.path.parent), "reports")
        while not self.absent:
            try:
                async with self._opened.opened() as file:
                    await self._keeping_up.run(file)
            except Absent as error:
                self._opened.is_absent(ABSENT)
                log.warning("There are no reports: %s (%s)", ABSENT, error)
            except (EngineError, StorageError) as error:
                self._fails("Reports begin again: %s", error)
                await asyncio.sleep(AGAIN)

    def _fails(self, said: str, error: Exception) -> None:
        """Another file is opened."""
        log.warning(said, error)
        self.failure = Failure(self._now(), str(error))
        self._opened.failed.set()


ABSENT = "Reports need DuckDB, which is not installed here, or not made for this system."
