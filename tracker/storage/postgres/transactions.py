"""A transaction of PostgreSQL's, as storage knows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from asyncpg.pool import PoolConnectionProxy as Connection

from tracker.storage.file.transactions import TableRow
from tracker.storage.postgres.errors import own_words
from tracker.storage.postgres.statements import bound, bound_many


class Changed(NamedTuple):
    """What a statement did."""

    rowcount: int


class PostgresTransaction:
    """As Transaction says. What fails takes the whole of it back: PostgreSQL goes on with none."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def execute(self, sql: str, parameters: Any = None, /) -> Changed:
        """One statement."""
        text, values = bound(sql, parameters or ())
        with own_words():
            done = await self._connection.execute(text, *values)
        return Changed(int(done.rpartition(" ")[2]))  # such as UPDATE 3, or INSERT 0 1

    async def executemany(self, sql: str, parameters: Iterable[Any], /) -> None:
        """The same with each of these rows of values."""
        text, rows = bound_many(sql, parameters)
        with own_words():
            await self._connection.executemany(text, rows)

    async def execute_fetchall(self, sql: str, parameters: Any = None, /) -> list[TableRow]:
        """The rows of one statement."""
        text, values = bound(sql, parameters or ())
        with own_words():
            return list(await self._connection.fetch(text, *values))
