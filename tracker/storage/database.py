"""The one SQLite file: a single connection writes and checkpoints, a few others only read."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager, suppress
from pathlib import Path

import aiosqlite

from tracker.storage.copies import reading, size_of, uri_of
from tracker.storage.mark import PRODUCTION, write_mark
from tracker.storage.migrations import check, migrate
from tracker.storage.readers import Parameters, Readers
from tracker.storage.run_marks import RunMarks
from tracker.storage.soundness import (
    ReadOnly,
    Start,
    begun_check,
    damaged,
    is_damage,
    look_at,
    why_unwritable,
)
from tracker.storage.writer import Insert, Writer, opened_writer

log = logging.getLogger(__name__)


class Database:
    """The file's one owner in this process. Made by `Database.open`."""

    def __init__(self, path: Path, start: Start) -> None:
        self.path = path
        self.read_only = start.read_only  # why nothing can be written; "" = it can
        self.checking = start.checking  # until it says "ok" nothing moves into the file
        self.damage = start.damage
        self.when_damaged: Callable[[], object] = lambda: None
        self._writer: Writer | None = None
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
                await self.writable.execute("pragma wal_autocheckpoint = 1000")
        self.checking = None
        return said

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[aiosqlite.Connection]:
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
            try:
                # A task may be cancelled at any moment: no transaction must stay open.
                yield writer
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

    async def checkpoint(self) -> None:
        """Move the write-ahead log into the file and empty it; a held lock leaves it for later,
        and so does a check that goes on."""
        if self.checking:
            return
        async with self._turn:
            try:
                await self.writable.execute_fetchall("pragma wal_checkpoint(truncate)")
            except sqlite3.OperationalError:
                return

    async def _leave(self) -> None:
        """Nothing moves into a file that is not known to be sound: the last connection would do
        it when it closes, unless one that only reads outlives it."""
        if not self.read_only and not self.checking:
            await self.checkpoint()
        elif self._writer:
            self._keeper = reading(self.path)
            with suppress(sqlite3.DatabaseError):
                self._keeper.execute("select 1 from sqlite_master").fetchone()

    def _look_at(self, error: BaseException) -> None:
        """After damage nothing is written any more, whatever statement has met it."""
        if is_damage(error):
            self._damaged(str(error))

    def _damaged(self, said: str) -> None:
        if not self.read_only:
            self.read_only, self.damage = damaged(said), said
            log.error("Only reading from now on: %s", self.read_only)
            self.when_damaged()
