"""The one SQLite file: a single connection writes and checkpoints, a few others only read."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager, suppress
from pathlib import Path

import aiosqlite

from tracker.storage.file.copies import Show, copy_what_is_open, reading, size_of, uri_of
from tracker.storage.file.made_for import PRODUCTION, write_mark
from tracker.storage.file.migrations import check, migrate
from tracker.storage.file.open_files import Moved, OpenFiles
from tracker.storage.file.readers import Parameters, Readers
from tracker.storage.file.run_marks import RunMarks
from tracker.storage.file.soundness import (
    NotInPlace,
    ReadOnly,
    Start,
    begun_check,
    damaged,
    is_damage,
    look_at,
    why_unwritable,
)
from tracker.storage.file.transactions import Transaction
from tracker.storage.file.writer import Insert, Writer, opened_writer

log = logging.getLogger(__name__)


class Database:
    """The file's one owner in this process. Made by `Database.open`."""

    def __init__(self, path: Path, start: Start) -> None:
        self.path = path
        self.last_run = RunMarks(path).at  # before this one
        self.read_only = start.read_only  # why nothing can be written; "" = it can
        self.checking = start.checking  # until it says "ok" nothing moves into the file
        self.damage = start.damage
        self.moved: Moved | None = None  # what became of the files that are open
        self._writer: Writer | None = None
        self._files: OpenFiles | None = None
        self._touched = False  # whether we may have changed the file since it was looked at
        self._keeper: sqlite3.Connection | None = None
        self._turn = asyncio.Lock()
        self._readers = Readers()

    @classmethod
    @asynccontextmanager
    async def open(
        cls, path: Path, durability: str = "power", environment: str = PRODUCTION
    ) -> AsyncIterator[Database]:
        """Open and migrate the file; checkpoint and close it on the way out. One that is made
        here carries the mark of `environment`. One that is damaged or cannot be written is opened
        for reading only, and left as it is.

        Raises migrations.Unusable, copies.CopyFailed, or sqlite3.DatabaseError where nothing can
        even be read, and leaves such a file as it was.
        """
        async with AsyncExitStack() as stack:
            database = cls(path, await look_at(path))
            if not database.read_only:
                await database._open_writer(stack, durability, environment)
            if database.read_only:
                log.error("Only reading: %s", database.read_only)
            await stack.enter_async_context(database._readers.opened(database._uri))
            try:
                yield database
            finally:
                await database._leave()

    @classmethod
    @asynccontextmanager
    async def open_reading(cls, path: Path, why: str) -> AsyncIterator[Database]:
        """Open the file beside whoever writes it; `why` is what a try to write is told.

        Raises as `open` does."""
        with closing(reading(path)) as connection:
            check(connection, path)
        database = cls(path, Start(why))
        async with database._readers.opened(uri_of(path)):
            yield database

    async def _open_writer(self, stack: AsyncExitStack, durability: str, environment: str) -> None:
        try:
            async with AsyncExitStack() as opening:
                opening.enter_context(self._last_words())
                writer = await opening.enter_async_context(opened_writer(self.path, durability))
                if await asyncio.to_thread(migrate, self.path) == 0:
                    await write_mark(writer.connection, environment)
                if self.checking:
                    await writer.connection.execute("pragma wal_autocheckpoint = 0")
                RunMarks(self.path).begin()
                self._writer = writer
                self._keeper = kept_open(self.path)
                self._files = OpenFiles(self.path, self._keeper)
                await stack.enter_async_context(opening.pop_all())
        except sqlite3.DatabaseError as error:
            self.read_only = why_unwritable(self.path, error)
            if not self.read_only:
                raise
            self.damage = str(error) if is_damage(error) else ""

    @property
    def _uri(self) -> str:
        """What the readers open where this process is the one that writes, or nobody does."""
        if self.read_only:
            return uri_of(self.path, ours=True)
        return f"{self.path.absolute().as_uri()}?mode=ro"

    @contextmanager
    def _last_words(self) -> Iterator[None]:
        """Around the writer's life: only a sound file is left with a goodbye."""
        try:
            yield
        finally:
            if self._keeper:
                self._keeper.close()
            elif self._writer:
                RunMarks(self.path).end()

    @property
    def writable(self) -> aiosqlite.Connection:
        """What writes; raises ReadOnly."""
        return self._able.connection

    @property
    def _able(self) -> Writer:
        if self.moved:
            raise NotInPlace(self.read_only)
        if self.read_only or self._writer is None:
            raise ReadOnly(self.read_only)
        return self._writer

    async def checked(self) -> str:
        """What the check says that goes on since the start; "ok" at once where there is none.

        Raises whatever kept it from being done; whoever asks again begins another."""
        if self.checking is None:
            return "ok"
        if self.checking.done() and self.checking.exception():
            self.checking = begun_check(self.path)
        said = await asyncio.shield(self.checking)
        if said != "ok":
            self._damaged(said)
        elif not self.read_only:
            async with self._turn:
                await self.writable.execute("pragma wal_autocheckpoint = 4000")
        self.checking = None
        return said

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """The writer in a transaction: committed on the way out, rolled back on any error.

        Raises ReadOnly where nothing can be written."""
        async with self._alone() as writer:
            await writer.connection.execute("begin immediate")
            yield writer.connection
            await writer.connection.execute("commit")

    async def write(self, batch: Sequence[Insert]) -> None:
        """All of these statements in a transaction of their own; raises as `transaction` does."""
        async with self._alone() as writer:
            await writer.write(batch)

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[Writer]:
        async with self._turn:
            writer = self._able
            await self._see_files()
            self._touched = True
            try:
                # A task may be cancelled at any moment: no transaction must stay open.
                yield writer
                await self._see_files()  # else what was committed is not on disk
            except BaseException as error:
                self._look_at(error)
                await writer.connection.rollback()
                raise

    async def read(self, sql: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        """All rows of one short read; raises ReadTooSlow past the deadline."""
        try:
            return await self._readers.read(sql, parameters)
        except sqlite3.DatabaseError as error:
            self._look_at(error)
            raise

    def size(self) -> int:
        """Bytes of the file with its write-ahead log. Blocks for a moment."""
        return size_of(self.path)

    def log_size(self) -> int:
        """Bytes of the write-ahead log alone. Blocks for a moment."""
        log_file = self.path.with_name(f"{self.path.name}-wal")
        return log_file.stat().st_size if log_file.exists() else 0

    async def checkpoint(self) -> None:
        """Move the write-ahead log into the file and empty it; a held lock leaves it for later,
        and so does a check that goes on."""
        if self.checking:
            return
        async with self._turn:
            with suppress(sqlite3.OperationalError):
                writer = self.writable
                await self._see_files()
                self._touched = True
                await writer.execute_fetchall("pragma wal_checkpoint(truncate)")
                await self._see_files()

    async def empty_log(self) -> bool:
        """The same beside the recording: whether the log is empty. Nobody who reads is waited for,
        and most of it is moved before anybody has to wait."""
        if self.checking:
            return False
        async with self._turn:
            writer = self.writable
            await self._see_files()
            self._touched = True
            await writer.execute("pragma busy_timeout = 0")
            try:
                await writer.execute_fetchall("pragma wal_checkpoint(passive)")
                [row] = await writer.execute_fetchall("pragma wal_checkpoint(truncate)")
            finally:
                await writer.execute("pragma busy_timeout = 5000")
            await self._see_files()
        return not row[0]

    async def look_at_files(self) -> None:
        """See whether the files are in their place; where they are back, writing goes on."""
        if self._turn.locked() or (self.read_only and not self.moved):
            return  # whoever writes looks, too
        async with self._turn:
            with suppress(NotInPlace):
                await self._see_files()

    async def _see_files(self) -> None:
        """Raises NotInPlace. After a change it takes a way to a thread, else microseconds."""
        assert self._files is not None
        moved = self.moved if self.moved in LASTING else self._files.moved()
        if not moved and not self._files.is_unchanged:
            moved = await asyncio.to_thread(self._files.changed, self._touched)
        if moved:
            self._missed(self._files, moved)
            raise NotInPlace(self.read_only)
        self._touched = False
        if self.moved:
            self.moved, self.read_only = None, ""
            log.warning("The files are in their place again: writing goes on")

    def _missed(self, files: OpenFiles, moved: Moved) -> None:
        if moved is self.moved:
            return
        self.moved, self.read_only = moved, str(moved)
        if files.set_log_aside():
            RunMarks(self.path).forget()  # they are not about the file that is there now
        else:
            RunMarks(self.path).begin()  # without it a start would take an emptied folder for new
        log.error("Only reading from now on: %s", self.read_only)

    def save_open(self, target: Path, show: Show = lambda *_: None) -> None:
        """Write what is open, wherever its names lead by now, into a file that is not there yet.

        Blocks. Raises CopyFailed, sqlite3.Error or OSError."""
        if self._keeper is None:
            raise ReadOnly(self.read_only)
        [pages], [size] = (
            self._keeper.execute(pragma).fetchone()
            for pragma in ("pragma page_count", "pragma page_size")
        )
        copy_what_is_open(self._keeper, self.path, pages * size, target, show)

    async def _leave(self) -> None:
        """Nothing moves into a file that is not known to be sound, or not ours any more, and no
        name beside it is deleted: the last connection would do it when it closes, unless one that
        only reads outlives it."""
        if self._keeper is None or self.read_only or self.checking:
            return
        await self.checkpoint()
        if not self.read_only:
            self._keeper.close()
            self._keeper = None

    def _look_at(self, error: BaseException) -> None:
        """After damage nothing is written any more, whatever statement has met it."""
        if is_damage(error):
            self._damaged(str(error))

    def _damaged(self, said: str) -> None:
        if not self.read_only:
            self.read_only, self.damage = damaged(said), said
            log.error("Only reading from now on: %s", self.read_only)


# What cannot be undone by putting a file back under its name.
LASTING = (Moved.ANOTHER, Moved.OVERWRITTEN)


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
