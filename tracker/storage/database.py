"""The one SQLite file: a single connection writes and checkpoints, a few others only read."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiosqlite

from tracker.storage.mark import PRODUCTION, write_mark
from tracker.storage.migrations import check, migrate

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

    def __init__(self, path: Path, writer: aiosqlite.Connection) -> None:
        self.path = path
        self._writer = writer
        self._turn = asyncio.Lock()
        self._readers: asyncio.LifoQueue[aiosqlite.Connection] = asyncio.LifoQueue()

    @classmethod
    @asynccontextmanager
    async def open(
        cls, path: Path, durability: str = "power", environment: str = PRODUCTION
    ) -> AsyncIterator[Database]:
        """Open and migrate the file; checkpoint and close it on the way out. One that is made
        here carries the mark of `environment`.

        Raises migrations.NewerDatabase or NotOurs, and leaves such a file as it was.
        """
        async with AsyncExitStack() as stack:
            writer = await stack.enter_async_context(
                aiosqlite.connect(path, isolation_level=None, cached_statements=256)
            )
            writer.row_factory = sqlite3.Row
            await check(writer, path)  # first of all: WAL mode would already change the file
            for pragma in WRITER_PRAGMAS:
                await writer.execute(pragma)
            await writer.execute(f"pragma synchronous = {SYNCHRONOUS[durability]}")
            if await migrate(writer, path) == 0:
                await write_mark(writer, environment)
            database = cls(path, writer)
            for _ in range(READERS):
                database._readers.put_nowait(await stack.enter_async_context(_reader(path)))
            try:
                yield database
            finally:
                await database.checkpoint()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        """The writer in a transaction: committed on the way out, rolled back on any error."""
        async with self._turn:
            try:
                # Inside the try: a task cancelled right here must not leave a transaction open.
                await self._writer.execute("begin immediate")
                yield self._writer
                await self._writer.execute("commit")
            except BaseException:
                await self._writer.rollback()
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
        finally:
            self._readers.put_nowait(reader)

    async def checkpoint(self) -> None:
        """Move the write-ahead log into the file and empty it; a held lock leaves it for later."""
        async with self._turn:
            try:
                await self._writer.execute_fetchall("pragma wal_checkpoint(truncate)")
            except sqlite3.OperationalError:
                return


@asynccontextmanager
async def _reader(path: Path) -> AsyncIterator[aiosqlite.Connection]:
    uri = f"{path.absolute().as_uri()}?mode=ro"
    async with aiosqlite.connect(uri, uri=True, isolation_level=None) as connection:
        connection.row_factory = sqlite3.Row
        for pragma in READER_PRAGMAS:
            await connection.execute(pragma)
        yield connection


def _rows(found: Iterable[sqlite3.Row]) -> list[sqlite3.Row]:
    return found if isinstance(found, list) else list(found)
