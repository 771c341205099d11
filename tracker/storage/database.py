"""The one SQLite file: a single connection writes and checkpoints, a few others only read."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import aiosqlite

from tracker.storage.copies import reading, uri_of
from tracker.storage.mark import PRODUCTION, write_mark
from tracker.storage.migrations import check, migrate
from tracker.storage.run_marks import RunMarks
from tracker.storage.soundness import (
    ReadOnly,
    Start,
    damaged,
    is_busy,
    is_damage,
    look_at,
    why_unwritable,
)

log = logging.getLogger(__name__)

READERS = 3
READ_DEADLINE = 5.0  # seconds; a reader that stays longer would hold back the checkpoints

SYNCHRONOUS = {"power": "full", "process": "normal"}

# Values and reasons: WAL keeps readers and the writer apart; FULL keeps what was acknowledged
# across a power cut; the size limit gives the disk back after a burst.
WRITER_PRAGMAS = (
    "pragma journal_mode = wal",
    "pragma busy_timeout = 5000",
    "pragma wal_autocheckpoint = 1000",
    "pragma journal_size_limit = 67108864",
    "pragma foreign_keys = on",
    "pragma trusted_schema = off",
    "pragma cell_size_check = on",
    "pragma temp_store = memory",
    "pragma cache_size = -16000",
    "pragma mmap_size = 0",
)
READER_PRAGMAS = (
    "pragma query_only = on",
    "pragma busy_timeout = 5000",
    "pragma mmap_size = 0",
)

Parameters = Sequence[Any] | dict[str, Any]


class ReadTooSlow(Exception):
    """A read went on for longer than READ_DEADLINE seconds and was interrupted."""


class Database:
    """The file's one owner in this process. Made by `Database.open`."""

    def __init__(self, path: Path, start: Start) -> None:
        self.path = path
        self.read_only = start.read_only  # why nothing can be written; "" = it can
        self.checking = start.checking  # until it says "ok" nothing moves into the file
        self.damage = start.damage
        self.when_damaged: Callable[[], object] = lambda: None
        self._writer: aiosqlite.Connection | None = None
        self._keeper: sqlite3.Connection | None = None
        self._turn = asyncio.Lock()
        self._readers: asyncio.LifoQueue[aiosqlite.Connection] = asyncio.LifoQueue()

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
            await database._open_readers(stack)
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
        async with AsyncExitStack() as stack:
            database = cls(path, Start(why))
            await database._open_readers(stack)
            yield database

    async def _open_readers(self, stack: AsyncExitStack) -> None:
        for _ in range(READERS):
            reader = await stack.enter_async_context(_reader(self.path, bool(self.read_only)))
            self._readers.put_nowait(reader)

    async def _open_writer(self, stack: AsyncExitStack, durability: str, environment: str) -> None:
        try:
            async with AsyncExitStack() as opening:
                opening.enter_context(self._last_words())
                writer = await opening.enter_async_context(
                    aiosqlite.connect(self.path, isolation_level=None, cached_statements=256)
                )
                await _prepare(writer, durability)
                if await migrate(writer, self.path) == 0:
                    await write_mark(writer, environment)
                if self.checking:
                    await writer.execute("pragma wal_autocheckpoint = 0")
                RunMarks(self.path).begin()
                self._writer = writer
                await stack.enter_async_context(opening.pop_all())
        except sqlite3.DatabaseError as error:
            self.read_only = why_unwritable(self.path, error)
            if not self.read_only:
                raise
            self.damage = str(error) if is_damage(error) else ""

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
        """The writer; raises ReadOnly."""
        if self.read_only or self._writer is None:
            raise ReadOnly(self.read_only)
        return self._writer

    async def checked(self) -> str:
        """What the check says that goes on since the start; "ok" at once where there is none."""
        if self.checking is None:
            return "ok"
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
        async with self._turn:
            writer = self.writable
            try:
                # Inside the try: a task cancelled right here must not leave a transaction open.
                await writer.execute("begin immediate")
                yield writer
                await writer.execute("commit")
            except BaseException as error:
                self._look_at(error)
                await writer.rollback()
                raise

    async def read(self, sql: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        """All rows of one short read; raises ReadTooSlow past the deadline."""
        reader = await self._readers.get()
        try:
            async with asyncio.timeout(READ_DEADLINE):
                return _rows(await reader.execute_fetchall(sql, parameters))
        except TimeoutError:
            await reader.interrupt()
            raise ReadTooSlow(sql.strip().split("\n")[0]) from None
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):
                raise ReadTooSlow(sql.strip().split("\n")[0]) from error
            raise
        except sqlite3.DatabaseError as error:
            self._look_at(error)
            raise
        finally:
            self._readers.put_nowait(reader)

    def size(self) -> int:
        """Bytes of the file with its write-ahead log. Blocks for a moment."""
        files = (self.path, self.path.with_name(f"{self.path.name}-wal"))
        return sum(file.stat().st_size for file in files if file.exists())

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


async def _prepare(writer: aiosqlite.Connection, durability: str) -> None:
    """Set up the one that writes; raises sqlite3.OperationalError where it cannot."""
    writer.row_factory = sqlite3.Row
    for pragma in WRITER_PRAGMAS:
        await writer.execute(pragma)
    await writer.execute(f"pragma synchronous = {SYNCHRONOUS[durability]}")
    await writer.execute("pragma busy_timeout = 0")
    try:
        await writer.execute("begin immediate")
        await writer.rollback()
    except sqlite3.OperationalError as error:
        if not is_busy(error):
            raise
    await writer.execute("pragma busy_timeout = 5000")


@asynccontextmanager
async def _reader(path: Path, nobody_writes: bool) -> AsyncIterator[aiosqlite.Connection]:
    uri = uri_of(path, ours=True) if nobody_writes else f"{path.absolute().as_uri()}?mode=ro"
    async with aiosqlite.connect(uri, uri=True, isolation_level=None) as connection:
        connection.row_factory = sqlite3.Row
        for pragma in READER_PRAGMAS:
            # To its last row: while a statement is open, an interruption never ends.
            await connection.execute_fetchall(pragma)
        yield connection


def _rows(found: Iterable[sqlite3.Row]) -> list[sqlite3.Row]:
    return found if isinstance(found, list) else list(found)
