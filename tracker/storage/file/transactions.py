"""Reading and changing what people keep, in storage's own words: no other floor names an engine for
these."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, NamedTuple, Protocol

Parameters = Sequence[Any] | Mapping[str, Any]


class TableRow(Protocol):
    """What was read, by the names of its columns or by their places."""

    def __getitem__(self, key: int | str, /) -> Any: ...
    def __iter__(self) -> Iterator[Any]: ...
    def keys(self) -> Iterable[str]: ...


class Done(Protocol):
    """What a statement did."""

    @property
    def rowcount(self) -> int: ...


class Change(NamedTuple):
    """Something that other processes may know by heart is not as it was: a row of the table `kind`,
    at the site, account or session that `key` names (numbers, with blanks between)."""

    n: int  # one more for each, in the order of their commits
    kind: str
    key: str


class Transaction(Protocol):
    """All of its statements are kept, or none."""

    def execute(self, sql: str, parameters: Any = None, /) -> Awaitable[Done]: ...
    def executemany(self, sql: str, parameters: Iterable[Any], /) -> Awaitable[object]: ...
    def execute_fetchall(
        self, sql: str, parameters: Any = None, /
    ) -> Awaitable[Iterable[TableRow]]: ...


class Accounts(Protocol):
    """Where accounts, sites and all that people make of them are kept: the database's file, or
    PostgreSQL. Statements for it keep to what both engines take: tests/common_sql.py."""

    @property
    def read_only(self) -> str:
        """Why nothing can be written; "" where it can."""

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """One writer at a time, whoever else waits: what it has read stays true until its end.
        Committed on the way out, rolled back on any error. Raises StorageError."""

    async def read(self, sql: str, parameters: Parameters = (), /) -> Sequence[TableRow]:
        """All rows of one short read; raises StorageError."""
