"""A few connections that only read, for whoever comes, and none for long."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import aiosqlite

from tracker.storage.file.errors import ReadTooSlow, own_words
from tracker.storage.file.transactions import Parameters, TableRow

READERS = 3
READ_DEADLINE = 5.0  # seconds; a reader that stays longer would hold back the checkpoints
LISTENS_EVERY = 0.01  # seconds between two interruptions of the same read

# The last statement opens the write-ahead log, before it can be another file's.
PRAGMAS = """
pragma query_only = on;
pragma busy_timeout = 5000;
pragma mmap_size = 0;
pragma schema_version;
"""

Reading = asyncio.Future[Iterable[sqlite3.Row]]


class Readers:
    """`read` while they are `opened`."""

    def __init__(self) -> None:
        self._idle: asyncio.LifoQueue[aiosqlite.Connection] = asyncio.LifoQueue()
        self._ending: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def opened(self, uri: str) -> AsyncIterator[None]:
        """Connected to the file of that name while the context is open."""
        async with AsyncExitStack() as stack:
            with own_words():
                for _ in range(READERS):
                    self._idle.put_nowait(await stack.enter_async_context(_reader(uri)))
            try:
                yield
            finally:
                await asyncio.gather(*self._ending)

    async def read(self, sql: str, parameters: Parameters) -> list[TableRow]:
        """All rows of one short read; raises ReadTooSlow past the deadline, else
        StorageError."""
        reader = await self._idle.get()
        reading = asyncio.ensure_future(reader.execute_fetchall(sql, parameters))
        try:
            await asyncio.wait({reading}, timeout=READ_DEADLINE)
        finally:
            self._give_back(reader, reading)
        if not reading.done():
            raise ReadTooSlow(_first_line(sql))
        try:
            with own_words():
                return _rows(reading.result())
        except ReadTooSlow:
            raise ReadTooSlow(_first_line(sql)) from None

    def _give_back(self, reader: aiosqlite.Connection, reading: Reading) -> None:
        """A read that nobody waits for any more, since it took too long or who asked is gone, ends
        first: or the next one would stand behind it."""
        if reading.done():
            self._rest(reader, reading)
            return
        ending = asyncio.create_task(self._end(reader, reading))
        self._ending.add(ending)
        ending.add_done_callback(self._ending.discard)

    async def _end(self, reader: aiosqlite.Connection, reading: Reading) -> None:
        while not reading.done():  # once is not enough: one that has not begun does not hear it
            await reader.interrupt()
            await asyncio.wait({reading}, timeout=LISTENS_EVERY)
        self._rest(reader, reading)

    def _rest(self, reader: aiosqlite.Connection, reading: Reading) -> None:
        with suppress(asyncio.CancelledError):  # a loop that ends cancels the read itself
            reading.exception()  # or asyncio complains of one that nobody is there to take
        self._idle.put_nowait(reader)


@asynccontextmanager
async def _reader(uri: str) -> AsyncIterator[aiosqlite.Connection]:
    async with aiosqlite.connect(uri, uri=True, isolation_level=None) as connection:
        connection.row_factory = sqlite3.Row
        # As a script: no statement stays open, with which an interruption would never end.
        await connection.executescript(PRAGMAS)
        yield connection


def _rows(found: Iterable[TableRow]) -> list[TableRow]:
    return found if isinstance(found, list) else list(found)


def _first_line(sql: str) -> str:
    return sql.strip().split("\n")[0]
