"""What has to be kept until something else of a file is read: on the disk, not in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

AT_ONCE = 2_000  # that are written together


class DiskShelf:
    """As `Shelf` says, for one thread at a time. All of it blocks."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._waiting: list[tuple[str, str, bytes]] = []

    def put(self, kind: str, key: str, value: bytes) -> None:
        """One more under that key."""
        self._waiting.append((kind, key, value))
        if len(self._waiting) >= AT_ONCE:
            self._write()

    def get(self, kind: str, key: str) -> list[bytes]:
        """All of them, in the order in which they came."""
        self._write()
        found = self._connection.execute(
            "select value from shelf where kind = ? and key = ? order by rowid", (kind, key)
        )
        return [row[0] for row in found]

    def _write(self) -> None:
        if self._waiting:
            self._connection.executemany(
                "insert into shelf (kind, key, value) values (?, ?, ?)", self._waiting
            )
            self._waiting.clear()


@contextmanager
def shelf() -> Iterator[DiskShelf]:
    """An empty one, in a file of the system's for passing things that goes with it."""
    opened = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    with closing(opened) as connection:
        connection.execute("pragma journal_mode = off")
        connection.execute("pragma synchronous = off")
        connection.execute("pragma cache_size = -8000")
        connection.execute(
            "create table shelf (kind text not null, key text not null, value blob not null)"
        )
        connection.execute("create index shelf_by_key on shelf (kind, key)")
        yield DiskShelf(connection)
