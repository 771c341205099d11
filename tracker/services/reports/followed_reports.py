"""Reports as long as the server runs: the engine's file follows the log in a thread that gives way
to the serving, and answers what it is asked once it has caught up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import NamedTuple, TypeVar

from tracker.domain.reports.question import Answer, Question, Span, Unavailable
from tracker.services.background import beside
from tracker.services.reports.readers import Readers
from tracker.services.reports.verifying import forget_unfinished, to_its_end
from tracker.storage.answers.reader import Reader
from tracker.storage.file.errors import StorageError
from tracker.storage.log.event_log import EventLog
from tracker.storage.reports.duck import Absent, EngineError
from tracker.storage.reports.report_file import ReportFile, erase_file, opened, size_of
from tracker.storage.reports.visit_pages import VisitPlace, VisitRow

log = logging.getLogger(__name__)

T = TypeVar("T")

BEGINS_AFTER = 120.0  # seconds, unless somebody asks before: what a start needs goes first
EVERY = 1.0  # seconds between two looks at the log
TIDY_EVERY = 60.0  # seconds between two times that days are summed up
FORGETS_EVERY = 86_400_000  # ms between two looks at which texts have been erased
SMALL = 64_000_000  # bytes of a file that is made anew within a minute
NEAR = 40_000  # cursors that a question waits for; where there are more it is answered so far
AGAIN = 5.0  # seconds before a file that has failed is opened again
RIPE = 120_000  # rows that are put in order at once while the log is counted anew
OPENS_WITHIN = 20.0  # seconds that a question waits for a start


class Failure(NamedTuple):
    """When (ms, UTC), and what the engine said."""

    at: int
    text: str


class State(NamedTuple):
    """`wrong`: why nothing is answered, "" where it is. `known`: the share of the log that is
    counted; None while there is no file open."""

    wrong: str
    known: float | None
    bytes: int
    failed_at: int
    failure: str


class FollowedReports:
    """`hindered`: whether nothing is to be written just now. What is wrong is in `wrong`, "" where
    nothing is."""

    def __init__(
        self,
        path: Path,
        database: Path,
        events: EventLog,
        now: Callable[[], int],
        hindered: Callable[[], bool] = lambda: False,
    ) -> None:
        self._path = path
        self._database = database
        self._events = events
        self._now = now
        self._hindered = hindered
        self._turn = asyncio.Lock()  # of the one thread that writes
        self._is_asked = asyncio.Event()
        self._is_open = asyncio.Event()
        self._failed = asyncio.Event()
        self._file: ReportFile | None = None
        self._readers: Readers | None = None
        self._tidied = self._forgot = 0
        self._is_to_go = False
        self.failure: Failure | None = None  # the last one
        self.absent = ""

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Follow the log while the context is open."""
        async with beside(self._work):
            yield

    @property
    def wrong(self) -> str:
        """For /readyz."""
        stuck = self._readers is not None and self._readers.stuck
        return "a report does not end, restart the server" if stuck else ""

    @property
    def counted(self) -> tuple[int, int]:
        """So many rows of so many of the log."""
        head = self._events.head
        return (min(self._file.cursor, head) if self._file else 0), head

    @property
    def is_near(self) -> bool:
        """A question would have the rest counted first."""
        counted, head = self.counted
        return self._file is None or head - counted <= NEAR

    @property
    def state(self) -> State:
        """For whoever looks after the server."""
        counted, head = self.counted
        known = None if self._file is None else counted / head if head else 1.0
        failure = self.failure or Failure(0, "")
        return State(self.absent or self.wrong, known, size_of(self._path), *failure)

    @property
    def is_whole(self) -> bool:
        """Everything is counted, and days that are over are summed up."""
        if self._is_to_go or not self._tidied or self._file is None:
            return False
        return self._file.cursor >= self._events.head

    @property
    def hindered(self) -> bool:
        """Whether nothing is to be written just now."""
        return self._hindered()

    async def in_turn(self, work: Callable[[ReportFile], T]) -> T:
        """What the work says of the file, which nobody else writes meanwhile. Raises
        Unavailable."""
        file, _ = await self._opened()
        return await self._in_turn(lambda: work(file))

    async def begin_anew(self) -> None:
        """Delete the file soon, and count the log once more beside the serving: it is done once
        everything `is_whole` again. Raises Unavailable."""
        await self._opened()
        self._is_to_go = True
        self._failed.set()

    def texts_have_gone(self) -> None:
        """The log has erased some: they go from the file, too. A small one is made anew: in a file
        there may be more than its tables say."""
        if size_of(self._path) <= SMALL:
            self._is_to_go = True
            self._failed.set()
        else:
            self._forgot = self._tidied = 0

    async def answer(self, question: Question) -> Answer:
        """Counts everything that the log held when it was asked, unless most of it is counted anew
        just now, or nothing may be written. Raises Unavailable."""
        file, readers = await self._opened()
        upto = self._events.head
        stands = self._hindered() or not await self._has_caught_up(file, upto)
        found = await self._read(readers, lambda reader: reader.answer(question))
        total = found.total if question.total_rows else None
        known = min(found.upto / upto, 1.0) if upto else 1.0
        is_behind = stands and found.upto < upto and upto - found.upto <= NEAR
        return Answer(found.rows, found.upto, total, known, found.newest if is_behind else None)

    async def visits(self, site_id: int, span: Span, after: VisitPlace | None) -> list[VisitRow]:
        """The next page of those that began in the span, in that order. Raises Unavailable, also
        while the log is counted anew: a list has all of them."""
        file, readers = await self._opened()
        if self._hindered() or not await self._has_caught_up(file, self._events.head):
            raise Unavailable("closed", BEHIND)
        return await self._read(readers, lambda reader: reader.visits(site_id, span, after))

    async def _read(self, readers: Readers, asked: Callable[[Reader], T]) -> T:
        try:
            return await readers.ask(asked)
        except EngineError as error:
            self._note("A report failed: %s", error)
            self._failed.set()
            raise Unavailable("closed", FAILED) from None

    async def _opened(self) -> tuple[ReportFile, Readers]:
        self._is_asked.set()
        try:
            async with asyncio.timeout(OPENS_WITHIN):
                await self._is_open.wait()
        except TimeoutError:
            raise Unavailable("closed", OPENING) from None
        if self._file is None or self._readers is None:
            raise Unavailable("absent", self.absent or OPENING)
        return self._file, self._readers

    async def _has_caught_up(self, file: ReportFile, upto: int) -> bool:
        """With the log as it was, if it is near."""
        if upto - file.cursor > NEAR:
            return False
        try:
            await self._follow_to(file, upto)
        except (EngineError, StorageError) as error:
            self._note("Reports could not catch up: %s", error)
            self._failed.set()
            return False
        return True

    async def _follow_to(self, file: ReportFile, upto: int) -> None:
        while file.cursor < upto:
            await self._in_turn(lambda: self._follow(file, upto))

    def _follow(self, file: ReportFile, upto: int) -> None:
        if file.cursor < upto:  # nobody else has done it meanwhile
            file.follow(upto)

    async def _work(self) -> None:
        """As long as the file serves; then with another. What has to be ready at the start goes
        first."""
        with suppress(TimeoutError):
            async with asyncio.timeout(BEGINS_AFTER):
                await self._is_asked.wait()
        await to_its_end(lambda: forget_unfinished(self._path.parent))
        while not self.absent:
            try:
                async with self._open_file() as file:
                    await self._keep_up(file)
            except Absent as error:
                self.absent = ABSENT
                log.warning("There are no reports: %s (%s)", ABSENT, error)
                self._is_open.set()
            except (EngineError, StorageError) as error:
                self._note("Reports begin again: %s", error)
                await asyncio.sleep(AGAIN)

    @asynccontextmanager
    async def _open_file(self) -> AsyncIterator[ReportFile]:
        stack = ExitStack()
        try:
            file = self._file = await self._in_turn(lambda: self._open(stack))
            self._tidied = 0
            self._readers = Readers(lambda: Reader(file.connection()))
            self._failed.clear()
            self._is_open.set()
            yield file
        finally:
            self._is_open.clear()
            readers, self._readers, self._file = self._readers, None, None
            if readers:
                await readers.ended()
            await self._in_turn(stack.close)

    def _open(self, stack: ExitStack) -> ReportFile:
        if self._is_to_go:
            erase_file(self._path)
        file = stack.enter_context(opened(self._path, self._database))
        self._is_to_go = False
        return file

    async def _keep_up(self, file: ReportFile) -> None:
        while not self._failed.is_set():
            if not self._hindered():
                await self._catch_up(file)
                await self._tidy(file)
            await asyncio.sleep(EVERY)

    async def _catch_up(self, file: ReportFile) -> None:
        while file.cursor < (head := self._events.head) and not self._failed.is_set():
            await self._in_turn(lambda: self._follow(file, head))
            if head - file.cursor > NEAR:
                await self._in_turn(lambda: file.settle(RIPE))

    async def _tidy(self, file: ReportFile) -> None:
        now = self._now()
        if now - self._tidied < 1000 * TIDY_EVERY:
            return
        if await self._in_turn(file.is_outdated):
            raise EngineError("what an earlier release has stored is worked through by now")
        if now - self._forgot >= FORGETS_EVERY:
            await self._in_turn(file.forget)
            self._forgot = now
        await self._in_turn(file.settle)
        while await self._in_turn(lambda: file.roll(now)):
            pass
        self._tidied = now

    async def _in_turn(self, work: Callable[[], T]) -> T:
        """In the one thread that writes. Whoever waits may go: the work is done all the same before
        anybody else's."""
        async with self._turn:
            return await to_its_end(work)

    def _note(self, said: str, error: Exception) -> None:
        log.warning(said, error)
        self.failure = Failure(self._now(), str(error))


ABSENT = "Reports need DuckDB, which is not installed here, or not made for this system."
OPENING = "Reports are just being opened: ask again in a moment."
BEHIND = "Visits are just being counted, or the disk is nearly full: ask again later."
FAILED = "Reports have to begin again: ask again in a moment."
