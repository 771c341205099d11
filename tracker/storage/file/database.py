"""The one SQLite file: a single connection writes and checkpoints, a few others only read."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path

from tracker.storage.file.condition import Condition
from tracker.storage.file.copies import Show, reading, size_of, uri_of
from tracker.storage.file.errors import StorageError
from tracker.storage.file.made_for import PRODUCTION
from tracker.storage.file.migrations import check
from tracker.storage.file.open_files import Moved
from tracker.storage.file.readers import Readers
from tracker.storage.file.run_marks import RunMarks
from tracker.storage.file.soundness import Start, begun_check, look_at
from tracker.storage.file.transactions import Parameters, TableRow, Transaction
from tracker.storage.file.writer import Insert
from tracker.storage.file.writing import Writing

log = logging.getLogger(__name__)


class Database:
    """The file's one owner in this process. Made by `Database.open`."""

    def __init__(self, path: Path, start: Start) -> None:
        self.path = path
        self.last_run = RunMarks(path).at  # before this one
        self.condition = Condition(start)
        self._writing = Writing(path, self.condition)
        self._readers = Readers()

    @classmethod
    @asynccontextmanager
    async def open(
        cls, path: Path, durability: str = "power", environment: str = PRODUCTION
    ) -> AsyncIterator[Database]:
        """Open and migrate the file; checkpoint and close it on the way out. One that is made
        here carries the mark of `environment`. One that is damaged or cannot be written is opened
        for reading only, and left as it is.

        Raises migrations.Unusable, copies.CopyFailed, or StorageError where nothing can even be
        read, and leaves such a file as it was.
        """
        async with AsyncExitStack() as stack:
            database = cls(path, await look_at(path))
            if not database.read_only:
                await database._writing.open(stack, durability, environment)
            if database.read_only:
                log.error("Only reading: %s", database.read_only)
            await stack.enter_async_context(database._readers.opened(database._uri))
            try:
                yield database
            finally:
                await database._writing.leave()

    @classmethod
    @asynccontextmanager
    async def open_reading(cls, path: Path, why: str) -> AsyncIterator[Database]:
        """Open the file beside whoever writes it; `why` is what a try to write is told.

        Raises as `open` does."""
        with closing(reading(path)) as connection:
            check(connection, path)
        database = cls(path, Start(why))
        async with database._readers.opened(uri_of(path)):
            yield database

    @property
    def _uri(self) -> str:
        """What the readers open where this process is the one that writes, or nobody does."""
        if self.read_only:
            return uri_of(self.path, ours=True)
        return f"{self.path.absolute().as_uri()}?mode=ro"

    @property
    def read_only(self) -> str:
        """Why nothing can be written; "" where it can."""
        return self.condition.read_only

    @property
    def moved(self) -> Moved | None:
        """What became of the files that are open."""
        return self.condition.moved

    async def checked(self) -> str:
        """What the check says that goes on since the start; "ok" at once where there is none.

        Raises whatever kept it from being done; whoever asks again begins another."""
        condition = self.condition
        if condition.checking is None:
            return "ok"
        if condition.checking.done() and condition.checking.exception():
            condition.checking = begun_check(self.path)
        said = await asyncio.shield(condition.checking)
        if said != "ok":
            condition.is_damaged(said)
        elif not condition.read_only:
            await self._writing.is_checked()
        condition.checking = None
        return said

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """The writer in a transaction: committed on the way out, rolled back on any error.

        Raises ReadOnly where nothing can be written, else StorageError."""
        async with self._writing.turn() as writer:
            await writer.connection.execute("begin immediate")
            yield writer.connection
            await writer.connection.execute("commit")

    async def write(self, batch: Sequence[Insert]) -> None:
        """All of these statements in a transaction of their own; raises as `transaction` does."""
        async with self._writing.turn() as writer:
            await writer.write(batch)

    async def read(self, sql: str, parameters: Parameters = ()) -> list[TableRow]:
        """All rows of one short read; raises ReadTooSlow past the deadline, else StorageError."""
        try:
            return await self._readers.read(sql, parameters)
        except StorageError as error:
            self.condition.meet(error)
            raise

    def size(self) -> int:
        """Bytes of the file with its write-ahead log. Blocks for a moment."""
        return size_of(self.path)

    def log_size(self) -> int:
        """Bytes of the write-ahead log alone. Blocks for a moment."""
        log_file = self.path.with_name(f"{self.path.name}-wal")
        return log_file.stat().st_size if log_file.exists() else 0

    async def checkpoint(self) -> None:
        """As Writing.checkpoint."""
        await self._writing.checkpoint()

    async def empty_log(self) -> bool:
        """As Writing.empty_log."""
        return await self._writing.empty_log()

    async def look_at_files(self) -> None:
        """As Writing.look_at_files."""
        await self._writing.look_at_files()

    def save_open(self, target: Path, show: Show = lambda *_: None) -> None:
        """As Writing.save_open. Blocks."""
        self._writing.save_open(target, show)
