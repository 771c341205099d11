"""The log of everything that happened: appended in batches, read by cursor."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

import msgspec

from tracker.domain.events import Row
from tracker.domain.filters import Filter
from tracker.domain.messages import EventMessage, LogMessage
from tracker.storage.dictionary.admission import Admission, Everybody
from tracker.storage.dictionary.dictionary import Dictionary
from tracker.storage.dictionary.kinds import Kind
from tracker.storage.dictionary.unnamed import overwrite
from tracker.storage.file.database import Database
from tracker.storage.file.errors import StorageError
from tracker.storage.file.writer import Insert
from tracker.storage.log.messages import (
    FILTERED_BEFORE,
    OLDEST_LOOKED,
    event_message,
    replayed,
)
from tracker.storage.log.rows import inserts
from tracker.storage.log.stretches import closings
from tracker.storage.log.typed_rows import typed_rows

LOOKED = 2_000  # events that are searched in one read, where only some are wanted
RANGE = 20_000  # cursors looked at in one read: a few milliseconds, whoever's rows they are
PART = 200  # rows read at once: some milliseconds of the event loop


class Earlier(msgspec.Struct, frozen=True):
    """Events found, oldest first, and the cursor before which to search on; 0 at the log's
    beginning."""

    messages: list[EventMessage]
    before: int


class EventLog(Protocol):
    """What the rest of the server knows of the log; a shared one may stand here some day."""

    head: int

    async def append(self, batch: Sequence[Row]) -> None: ...
    async def probe(self) -> None: ...
    async def rows_after(self, cursor: int, most: int) -> list[Row]: ...
    async def read_after(self, site_id: int, cursor: int, upto: int) -> list[LogMessage]: ...
    async def oldest_of(self, site_id: int, before: int, newest: int) -> int | None: ...
    async def earlier(self, site_id: int, before: int, limit: int, wanted: Filter) -> Earlier: ...


class SqliteEventLog:
    """The log in our one file. `head` is the newest committed cursor."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._admission: Admission = Everybody()
        self._dictionary = Dictionary(self._admission)
        self._turn = asyncio.Lock()  # between a row's numbers being looked up and written
        self.head = 0
        self._whole = 0  # the first cursor behind those stretches that are summed up

    async def open(self) -> None:
        """Find where the sequence stands."""
        try:
            [row] = await self._database.read(HEAD)
        except StorageError:
            if not self._database.read_only:
                raise
            return  # damaged: nothing is appended to it, and its other pages may be whole
        self.head, self._whole = row["head"], row["whole"]

    def admit_by(self, admission: Admission) -> None:
        """From now on new texts are kept by that rule."""
        self._admission, self._dictionary = admission, Dictionary(admission)

    async def append(self, batch: Sequence[Row]) -> None:
        """Commit the rows in order, giving each its cursor. Either all are on disk, or none."""
        async with self._turn:
            await self._append(batch)

    async def _append(self, batch: Sequence[Row]) -> None:
        cursor = self.head
        for row in batch:
            cursor += 1
            row.cursor = cursor
        whole, closing = closings(self._whole, cursor)
        try:
            if statements := self._known(batch):
                await self._database.write(statements + closing)
            else:
                await self._learn_and_write(batch, closing)
        except BaseException:
            self._dictionary = Dictionary(self._admission)
            raise
        self.head, self._whole = cursor, whole

    async def forget(self, kind: Kind, ids: list[int], upto: int) -> list[int]:
        """Overwrite those of the dictionary's numbers that no row beyond the cursor `upto` names;
        which they were."""
        async with self._turn:
            try:
                async with self._database.transaction() as tx:
                    gone = await overwrite(tx, kind, ids, upto)
            except BaseException:  # they may be gone all the same
                self._dictionary = Dictionary(self._admission)
                raise
            self._dictionary.forget(kind.table, gone.values())
        return list(gone)

    async def probe(self) -> None:
        """Write a little that means nothing; raises StorageError where nothing can be."""
        async with self._database.transaction() as tx:
            await tx.execute("insert into erasure (site_id) values (-1)")
            await tx.execute("delete from erasure where site_id = -1")

    async def _learn_and_write(self, batch: Sequence[Row], more: list[Insert]) -> None:
        async with self._database.transaction() as tx:
            await self._dictionary.learn(tx, batch)
            for sql, values in inserts(batch, self._dictionary) + more:
                await tx.executemany(sql, values)

    def _known(self, batch: Sequence[Row]) -> list[Insert] | None:
        """The batch's statements, unless it brings something that has no number yet."""
        try:
            return inserts(batch, self._dictionary)
        except KeyError:
            return None

    async def rows_after(self, cursor: int, most: int) -> list[Row]:
        """The first `most` rows behind the cursor, of every site and kind, in order; fewer: there
        are no more. About 20 us each of the event loop's time, so a follower asks for hundreds."""
        return await typed_rows(self._database, cursor, self.head, most)

    async def read_after(self, site_id: int, cursor: int, upto: int) -> list[LogMessage]:
        """The site's first PART rows with `cursor` < theirs <= `upto`, at most RANGE apart, in
        order. Fewer: there are no more."""
        upto = min(upto, cursor + RANGE)
        rows = await typed_rows(self._database, cursor, upto, PART, site_id)
        return [replayed(row) for row in rows]

    async def oldest_of(self, site_id: int, before: int, newest: int) -> int | None:
        """The cursor of the oldest of the site's so many newest events older than the cursor
        `before`; None where there is none."""
        bounds = {"site": site_id, "before": before, "looked": newest}
        [oldest] = await self._database.read(OLDEST_LOOKED, bounds)
        cursor: int | None = oldest["cursor"]
        return cursor

    async def earlier(self, site_id: int, before: int, limit: int, wanted: Filter) -> Earlier:
        """The newest events older than `before` that pass, of the LOOKED that are."""
        looked = LOOKED if any(wanted) else limit
        bounds = {"site": site_id, "before": before, "looked": looked, "limit": limit}
        read = self._database.read
        rows = await read(FILTERED_BEFORE, bounds | wanted._asdict())
        found = [event_message(row) for row in reversed(rows)]
        if len(found) == limit:
            return Earlier(found, found[0].cursor)
        [oldest] = await read(OLDEST_LOOKED, bounds)
        return Earlier(found, oldest["cursor"] if oldest["looked"] == looked else 0)


HEAD = """
select max(
    ifnull((select max(cursor) from event), 0), ifnull((select max(cursor) from leave), 0),
    ifnull((select max(cursor) from correction), 0), ifnull((select max(cursor) from removal), 0)
) as head, (select ifnull(max(number) + 1, 0) * 4096 from stretch) as whole
"""
