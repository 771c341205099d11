"""The reports' file as long as it is open: for one thread that writes, and some that ask."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import NamedTuple, TypeVar

from tracker.domain.reports.question import Unavailable
from tracker.services.reports.readers import Readers
from tracker.storage.numbered.reader import Reader
from tracker.storage.reports.opening import erase_file, opened, put_in_place, size_of
from tracker.storage.reports.report_file import ReportFile
from tracker.storage.threads import to_its_end

T = TypeVar("T")

OPENS_WITHIN = 20.0  # seconds that a question waits for a start


class Serving(NamedTuple):
    """The file, and who reads it."""

    file: ReportFile
    readers: Readers


class OpenFile:
    """One at a time; after a failure, or when it is to go, with another."""

    def __init__(self, path: Path, database: Path) -> None:
        self.path = path
        self._database = database
        self._turn = asyncio.Lock()  # of the one thread that writes
        self._settled = asyncio.Event()  # it serves, or nothing ever will
        self.is_asked = asyncio.Event()
        self.failed = asyncio.Event()  # another one is to be opened
        self.serving: Serving | None = None
        self._other: Path | None = None
        self._replaced: Serving | None = None
        self.is_to_go = False
        self.absent = ""

    @property
    def file(self) -> ReportFile | None:
        """None while there is none."""
        return self.serving.file if self.serving else None

    @property
    def size(self) -> int:
        """In bytes, also where it is not open. Blocks for a moment."""
        return size_of(self.path)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[ReportFile]:
        """Serves while the context is open. Raises Absent, EngineError, StorageError."""
        stack = ExitStack()
        try:
            file = await self.in_turn(lambda: self._open(stack))
            self.serving = Serving(file, Readers(lambda: Reader(file.connection())))
            self.failed.clear()
            self._settled.set()
            yield file
        finally:
            self._settled.clear()
            serving, self.serving = self.serving, None
            if serving:
                await serving.readers.ended()
            await self.in_turn(stack.close)

    def _open(self, stack: ExitStack) -> ReportFile:
        if self._other and self._other.exists():
            put_in_place(self._other, self.path)
        self._other = None
        if self.is_to_go:
            erase_file(self.path)
        file = stack.enter_context(opened(self.path, self._database))
        self.is_to_go = False
        return file

    def is_absent(self, why: str) -> None:
        """There is no engine, and nobody needs to wait."""
        self.absent = why
        self._settled.set()

    def go_on_with(self, other: Path) -> None:
        """That file soon takes the place of this one."""
        self._other, self._replaced = other, self.serving
        self.failed.set()

    def begin_anew(self) -> None:
        """It is deleted soon, and the log counted once more."""
        self.is_to_go, self._replaced = True, self.serving
        self.failed.set()

    def is_replaced(self, serving: Serving) -> bool:
        """Whether another file serves in its place, or is about to."""
        return serving is self._replaced

    async def serves(self) -> None:
        """As soon as it does, however long that takes."""
        await self._settled.wait()

    async def ready(self) -> Serving:
        """As soon as it serves. Raises Unavailable."""
        self.is_asked.set()
        try:
            async with asyncio.timeout(OPENS_WITHIN):
                await self._settled.wait()
        except TimeoutError:
            raise Unavailable("closed", OPENING) from None
        if self.serving is None:
            raise Unavailable("absent", self.absent or OPENING)
        return self.serving

    async def following(self, work: Callable[[ReportFile], T], file: ReportFile) -> T:
        """The same of what only keeps the file up to date: whoever waits and goes has it undone,
        for a stop waits for no slice of the log."""
        async with self._turn:
            return await to_its_end(lambda: work(file), "reports", file.interrupt)

    async def rest(self, file: ReportFile) -> None:
        """If nobody has asked since the last time, what was read of the file leaves the memory."""
        if self.serving:
            await self.serving.readers.rest(lambda: self.in_turn(file.let_go))

    async def in_turn(self, work: Callable[[], T]) -> T:
        """In the one thread that writes. Whoever waits may go: the work is done all the same before
        anybody else's."""
        async with self._turn:
            return await to_its_end(work, "reports")


OPENING = "Reports are just being opened: ask again in a moment."
