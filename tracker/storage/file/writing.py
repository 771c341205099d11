"""The one that writes and checkpoints, a turn at a time: while the file is sound, ours, and in its
place."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path

from tracker.storage.file.condition import Condition
from tracker.storage.file.copies import Show, copy_what_is_open
from tracker.storage.file.errors import (
    Damaged,
    NotInPlace,
    ReadOnly,
    RefusesForNow,
    StorageError,
    own_words,
)
from tracker.storage.file.made_for import write_mark
from tracker.storage.file.migrations import migrate
from tracker.storage.file.open_files import Moved, OpenFiles
from tracker.storage.file.run_marks import RunMarks
from tracker.storage.file.soundness import why_unwritable
from tracker.storage.file.writer import Writer, opened_writer

log = logging.getLogger(__name__)

# What cannot be undone by putting a file back under its name.
LASTING = (Moved.ANOTHER, Moved.OVERWRITTEN)


class Writing:
    """`condition` says whether anything can be written, and hears what is met."""

    def __init__(self, path: Path, condition: Condition) -> None:
        self._path = path
        self._condition = condition
        self._writer: Writer | None = None
        self._keeper: sqlite3.Connection | None = None
        self._files: OpenFiles | None = None
        self._touched = False  # whether we may have changed the file since it was looked at
        self._turn = asyncio.Lock()

    async def open(self, stack: AsyncExitStack, durability: str, environment: str) -> None:
        """Migrate the file and stay connected until the stack ends; where it can only be read, the
        condition says so. Raises as Database.open does."""
        try:
            async with AsyncExitStack() as opening:
                opening.enter_context(self._last_words())
                writer = await opening.enter_async_context(opened_writer(self._path, durability))
                with own_words():
                    await self._begin(writer, environment)
                await stack.enter_async_context(opening.pop_all())
        except StorageError as error:
            self._condition.read_only = why_unwritable(self._path, error)
            if not self._condition.read_only:
                raise
            self._condition.damage = str(error) if isinstance(error, Damaged) else ""

    async def _begin(self, writer: Writer, environment: str) -> None:
        if await asyncio.to_thread(migrate, self._path) == 0:
            await write_mark(writer.connection, environment)
        if self._condition.checking:
            await writer.connection.execute("pragma wal_autocheckpoint = 0")
        RunMarks(self._path).begin()
        self._writer = writer
        self._keeper = kept_open(self._path)
        self._files = OpenFiles(self._path, self._keeper)

    @contextmanager
    def _last_words(self) -> Iterator[None]:
        """Around the writer's life: only a sound file is left with a goodbye."""
        try:
            yield
        finally:
            if self._keeper:
                self._keeper.close()
            elif self._writer:
                RunMarks(self._path).end()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Writer]:
        """The writer, for nobody else meanwhile; an error leaves no transaction open. Raises
        ReadOnly where nothing can be written."""
        async with self._turn:
            self._condition.require()
            assert self._writer is not None  # where there is none, the condition says why
            await self._see_files()
            self._touched = True
            try:
                # A task may be cancelled at any moment: no transaction must stay open.
                with own_words():
                    yield self._writer
                await self._see_files()  # else what was committed is not on disk
            except BaseException as error:
                self._condition.meet(error)
                await self._writer.connection.rollback()
                raise

    async def checkpoint(self) -> None:
        """Move the write-ahead log into the file and empty it; a held lock leaves it for later,
        and so does a check that goes on."""
        if self._condition.checking:
            return
        with suppress(RefusesForNow):
            async with self.turn() as writer:
                await writer.connection.execute_fetchall("pragma wal_checkpoint(truncate)")

    async def empty_log(self) -> bool:
        """The same beside the recording: whether the log is empty. Nobody who reads is waited for,
        and most of it is moved before anybody has to wait."""
        if self._condition.checking:
            return False
        async with self.turn() as writer:
            connection = writer.connection
            await connection.execute("pragma busy_timeout = 0")
            try:
                await connection.execute_fetchall("pragma wal_checkpoint(passive)")
                [row] = await connection.execute_fetchall("pragma wal_checkpoint(truncate)")
            finally:
                await connection.execute("pragma busy_timeout = 5000")
        return not row[0]

    async def is_checked(self) -> None:
        """The file is sound: the log may be moved into it from now on."""
        async with self.turn() as writer:
            await writer.connection.execute("pragma wal_autocheckpoint = 4000")

    async def look_at_files(self) -> None:
        """See whether the files are in their place; where they are back, writing goes on."""
        if self._turn.locked() or (self._condition.read_only and not self._condition.moved):
            return  # whoever writes looks, too
        async with self._turn:
            with suppress(NotInPlace):
                await self._see_files()

    async def _see_files(self) -> None:
        """Raises NotInPlace. After a change it takes a way to a thread, else microseconds."""
        assert self._files is not None
        was = self._condition.moved
        moved = was if was in LASTING else self._files.moved()
        if not moved and not self._files.is_unchanged:
            moved = await asyncio.to_thread(self._files.changed, self._touched)
        if moved:
            self._missed(self._files, moved)
            raise NotInPlace(self._condition.read_only)
        self._touched = False
        if was:
            self._condition.is_back()

    def _missed(self, files: OpenFiles, moved: Moved) -> None:
        if moved is self._condition.moved:
            return
        self._condition.is_moved(moved)
        if files.set_log_aside():
            RunMarks(self._path).forget()  # they are not about the file that is there now
        else:
            RunMarks(self._path).begin()  # without it a start would take an emptied folder for new

    def save_open(self, target: Path, show: Show = lambda *_: None) -> None:
        """Write what is open, wherever its names lead by now, into a file that is not there yet.

        Blocks. Raises CopyFailed, StorageError or OSError."""
        if self._keeper is None:
            raise ReadOnly(self._condition.read_only)
        with own_words():
            [pages], [size] = (
                self._keeper.execute(pragma).fetchone()
                for pragma in ("pragma page_count", "pragma page_size")
            )
        copy_what_is_open(self._keeper, self._path, pages * size, target, show)

    async def leave(self) -> None:
        """Nothing moves into a file that is not known to be sound, or not ours any more, and no
        name beside it is deleted: the last connection would do it when it closes, unless one that
        only reads outlives it."""
        if self._keeper is None or self._condition.read_only or self._condition.checking:
            return
        await self.checkpoint()
        if not self._condition.read_only:
            self._keeper.close()
            self._keeper = None


def kept_open(path: Path) -> sqlite3.Connection:
    """A connection that only reads, with all files open."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute("select 1 from sqlite_master limit 1").fetchall()
    return connection
