"""The one connection that writes and checkpoints: how it is set up, and how it takes a batch."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiosqlite

from tracker.storage.file.errors import Locked, own_words

SYNCHRONOUS = {"power": "full", "process": "normal"}

# Values and reasons: WAL keeps readers and the writer apart; FULL keeps what was acknowledged
# across a power cut; the log is moved into the file at 16 MB, not at 4: with many sites each
# commit touches the same index pages as the one before, which are moved once then and not four
# times (a twentieth of the writer's time), for 12 MB of disk and, at a start after a crash, two
# tenths of a second; the size limit gives the disk back after a burst; what is deleted is
# overwritten, also in pages that are free. All in one script: a statement by itself would be a
# way to the writer's thread and back.
PRAGMAS = """
pragma journal_mode = wal;
pragma busy_timeout = 5000;
pragma wal_autocheckpoint = 4000;
pragma journal_size_limit = 67108864;
pragma foreign_keys = on;
pragma trusted_schema = off;
pragma cell_size_check = on;
pragma secure_delete = on;
pragma temp_store = memory;
pragma cache_size = -16000;
pragma mmap_size = 0;
"""


Insert = tuple[str, list[tuple[object, ...]]]  # for executemany

TRANSACTION = "-- these statements, all or none"


class Batching(sqlite3.Connection):
    """Takes a whole transaction in one call: `executemany(TRANSACTION, batch)`.

    On a busy loop each way to the writer's thread and back takes some of its turns, and the hits
    wait meanwhile: one way instead of three is a seventh more hits a second. aiosqlite gives that
    method's arguments on as they are; a test says so."""

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        """As sqlite3's, but for TRANSACTION, whose parameters are each an Insert."""
        if sql != TRANSACTION:
            return super().executemany(sql, parameters)
        self.execute("begin immediate")
        try:
            for statement, values in parameters:
                super().executemany(statement, values)
            return self.execute("commit")
        except BaseException:
            self.rollback()
            raise


class Writer:
    """`connection` takes a statement at a time, each a way to its thread and back."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.connection = aiosqlite.Connection(self._connected, iter_chunk_size=64)

    def _connected(self) -> sqlite3.Connection:
        return sqlite3.connect(
            self._path, isolation_level=None, cached_statements=256, factory=Batching
        )

    async def write(self, batch: Sequence[Insert]) -> None:
        """A transaction of these statements, in one way to the thread and back."""
        await self.connection.executemany(TRANSACTION, batch)


@asynccontextmanager
async def opened_writer(path: Path, durability: str) -> AsyncIterator[Writer]:
    """Connected while the context is open; raises StorageError where it cannot write."""
    writer = Writer(path)
    async with AsyncExitStack() as stack:
        with own_words():
            connection = await stack.enter_async_context(writer.connection)
            await prepare(connection, durability)
        yield writer


async def prepare(writer: aiosqlite.Connection, durability: str) -> None:
    """Set it up, and see whether it could begin; somebody else's lock is waited for later."""
    writer.row_factory = sqlite3.Row
    await writer.executescript(PRAGMAS)
    await writer.execute(f"pragma synchronous = {SYNCHRONOUS[durability]}")
    await writer.execute("pragma busy_timeout = 0")
    with suppress(Locked), own_words():
        await writer.execute("begin immediate")
        await writer.rollback()
    await writer.execute("pragma busy_timeout = 5000")
