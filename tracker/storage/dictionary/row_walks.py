"""All rows of the log, walked once in slices by a connection that only reads: what they name is
taken down in tables of its own, in memory."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

from tracker.storage.file.errors import own_words

SLICE = 20_000  # cursors in one read, which no checkpoint has to wait for for long
REST = 0.5  # times as long as a slice took, for whoever else wants the disk
IN_MEMORY = ("pragma busy_timeout = 5000", "pragma temp_store = memory")


class RowWalk:
    """`marks` take down what rows from behind the cursor :after up to :upto name. All of it
    blocks: it is for a thread. Raises StorageError."""

    def __init__(
        self, connection: sqlite3.Connection, marks: Sequence[str], values: Mapping[str, int]
    ) -> None:
        self._connection = connection
        self._marks = marks
        self._values = values
        self._turn = threading.Lock()
        self.upto = 0  # the last cursor that was walked over

    def on(self, head: int, stop: threading.Event) -> None:
        """Walk to the cursor `head`."""
        while self.upto < head and not stop.is_set():
            began = time.perf_counter()
            upto = min(self.upto + SLICE, head)
            values = {**self._values, "after": self.upto, "upto": upto}
            with self._turn, own_words():
                for mark in self._marks:
                    self._connection.execute(mark, values)
            self.upto = upto
            stop.wait(REST * (time.perf_counter() - began))

    def do(self, *statements: str) -> None:
        """In order."""
        with self._turn, own_words():
            for statement in statements:
                self._connection.execute(statement)

    def read(self, sql: str, values: Mapping[str, int]) -> list[tuple[Any, ...]]:
        """All rows of a short read."""
        with self._turn, own_words():
            return self._connection.execute(sql, values).fetchall()

    def close(self) -> None:
        """As soon as no thread is at work with it."""
        with self._turn:
            self._connection.close()
