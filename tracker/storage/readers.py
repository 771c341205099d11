"""A few connections that only read, for whoever comes, and none for long."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import aiosqlite

READERS = 3
READ_DEADLINE = 5.0  # seconds; a reader that stays longer would hold back the checkpoints

PRAGMAS = """
pragma query_only = on;
pragma busy_timeout = 5000;
pragma mmap_size = 0;
"""

Parameters = Sequence[Any] | dict[str, Any]


class ReadTooSlow(Exception):
    """A read went on for longer than READ_DEADLINE seconds and was interrupted."""


class Readers:
    """`read` while they are `opened`."""

    def __init__(self) -> None:
        self._idle: asyncio.LifoQueue[aiosqlite.Connection] = asyncio.LifoQueue()

    @asynccontextmanager
    async def opened(self, uri: str) -> AsyncIterator[None]:
        """Connected to the file of that name while the context is open."""
        async with AsyncExitStack() as stack:
            for _ in range(READERS):
                self._idle.put_nowait(await stack.enter_async_context(_reader(uri)))
            yield

    async def read(self, sql: str, parameters: Parameters) -> list[sqlite3.Row]:
        """All rows of one short read; raises ReadTooSlow past the deadline."""
        reader = await self._idle.get()
        try:
            async with asyncio.timeout(READ_DEADLINE):
                return _rows(await reader.execute_fetchall(sql, parameters))
        except TimeoutError:
            await reader.interrupt()
            raise ReadTooSlow(_first_line(sql)) from None
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):
                raise ReadTooSlow(_first_line(sql)) from error
            raise
        finally:
            self._idle.put_nowait(reader)


@asynccontextmanager
async def _reader(uri: str) -> AsyncIterator[aiosqlite.Connection]:
    async with aiosqlite.connect(uri, uri=True, isolation_level=None) as connection:
        connection.row_factory = sqlite3.Row
        # As a script: no statement stays open, with which an interruption would never end.
        await connection.executescript(PRAGMAS)
        yield connection


def _rows(found: Iterable[sqlite3.Row]) -> list[sqlite3.Row]:
    return found if isinstance(found, list) else list(found)


def _first_line(sql: str) -> str:
    return sql.strip().split("\n")[0]
