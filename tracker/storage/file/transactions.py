"""Reading and changing the database in storage's own words: no other floor names its engine for
these."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Iterable
from typing import Any, Protocol

TableRow = sqlite3.Row  # what was read, by the names of its columns or by their places


class Done(Protocol):
    """What a statement did."""

    @property
    def rowcount(self) -> int: ...
    @property
    def lastrowid(self) -> int | None: ...


class Transaction(Protocol):
    """All of its statements are kept, or none."""

    def execute(self, sql: str, parameters: Any = None, /) -> Awaitable[Done]: ...
    def executemany(self, sql: str, parameters: Iterable[Any], /) -> Awaitable[Done]: ...
    def execute_fetchall(
        self, sql: str, parameters: Any = None, /
    ) -> Awaitable[Iterable[TableRow]]: ...
