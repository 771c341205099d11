"""The log in our one file: appended in batches, read by cursor."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from functools import partial

from tracker.domain.events import Event
from tracker.domain.filters import Filter
from tracker.domain.imports.brought import BroughtEvents
from tracker.domain.rows import OfPageview, Pageview, Row
from tracker.storage.dictionary.admission import Admission, Everybody
from tracker.storage.dictionary.dictionary import Dictionary
from tracker.storage.dictionary.kinds import Kind
from tracker.storage.dictionary.unnamed import overwrite
from tracker.storage.file.database import Database
from tracker.storage.file.errors import Fenced, StorageError
from tracker.storage.file.transactions import Transaction
from tracker.storage.file.writer import Insert
from tracker.storage.log.brought_rows import brought_inserts, learn_brought
from tracker.storage.log.event_log import NEAR, PART, RANGE, Earlier
from tracker.storage.log.messages import OLDEST_LOOKED, events_before, met_before
from tracker.storage.log.named_pageviews import named_pageviews
from tracker.storage.log.repeats import known_events, without_known
from tracker.storage.log.rows import inserts
from tracker.storage.log.standing import where_it_stands
from tracker.storage.log.stretches import closings
from tracker.storage.log.typed_rows import typed_rows
from tracker.storage.log.visit_rows import visit_rows

Made = Callable[[Dictionary], list[Insert]]  # raises KeyError for what has no number yet
Learn = Callable[[Transaction, Dictionary], Awaitable[None]]


class SqliteEventLog:
    """What `WholeLog` promises, kept in SQLite; and its dictionary, which is swept."""

    near = NEAR

    def __init__(self, database: Database) -> None:
        self._database = database
        self._admission: Admission = Everybody()
        self._dictionary = Dictionary(self._admission)
        self._turn = asyncio.Lock()  # between a row's numbers being looked up and written
        self._in_doubt = False  # whether the last batch is on disk
        self.id = ""
        self.head = self.newest_id = 0
        self._whole = 0  # the first cursor behind those stretches that are summed up

    @property
    def newest(self) -> int:
        """The head."""
        return self.head

    def head_of(self, site_id: int) -> int:  # noqa: ARG002 (all sites' rows are in one sequence)
        """The head."""
        return self.head

    async def has_come_to(self, site_id: int, cursor: int) -> bool:  # noqa: ARG002
        """To what is on disk."""
        return cursor <= self.head

    def reach(self, site_id: int, cursor: int) -> int:  # noqa: ARG002 (whoever's rows they are)
        """RANGE further."""
        return cursor + RANGE

    async def open(self) -> None:
        """Find where the sequence stands."""
        try:
            await self._stand()
        except StorageError:
            if not self._database.read_only:
                raise
            # Damaged: nothing is appended to it, and its other pages may be whole.

    async def _stand(self) -> None:
        stands = await where_it_stands(self._database)
        self.id, self.head, self.newest_id = stands.id, stands.head, stands.newest_id
        self._whole = stands.whole

    def admit_by(self, admission: Admission) -> None:
        """From now on new texts are kept by that rule."""
        self._admission, self._dictionary = admission, Dictionary(admission)

    async def append(self, batch: Sequence[Row], position: int | None = None) -> None:
        """Commit the rows in order, giving each its cursor. Either all are on disk, or none.

        `position` is the cursor that the batch brings the log to: behind its newest, or that of an
        append whose end nobody has seen, which may be repeated, also in other batches. Events whose
        ids are in the log already keep their cursors and are not written again. Raises Fenced where
        others stand in the batch's place."""
        async with self._turn:
            await self._settle()
            last = self.head + len(batch) if position is None else position
            if rows := await self._unknown(batch, last):
                await self._append(rows, last)

    async def bring(self, batch: Sequence[Row], also: Sequence[Insert] = ()) -> None:
        """Commit rows that have the cursors behind the newest, and `also` with them. Raises Fenced
        where others have come there."""
        async with self._turn:
            await self._settle()
            if batch[0].cursor != self.head + 1:
                raise Fenced(f"the log is at {self.head} already")
            await self._append(batch, batch[-1].cursor, also)

    async def bring_events(
        self,
        events: BroughtEvents,
        site_id: int,
        import_id: int,
        also: Callable[[int, int], list[Insert]],
    ) -> int:
        """Commit what an import brings behind the newest, and with it what `also` says by the first
        and the last of its cursors; the last one."""
        async with self._turn:
            await self._settle()
            first, last = self.head + 1, self.head + events.cursors
            made = partial(brought_inserts, events, site_id, import_id, first)
            learn = partial(learn_brought, events)
            await self._commit(last, made, learn, also(first, last))
        return last

    async def _settle(self) -> None:
        """Know where the log stands, after a write whose end nobody has seen."""
        if self._in_doubt:
            await self._stand()
            self._in_doubt = False

    async def _unknown(self, batch: Sequence[Row], last: int) -> Sequence[Row]:
        """The rows with their cursors, without those that the log has."""
        for cursor, row in enumerate(batch, last - len(batch) + 1):
            row.cursor = cursor
        before, newest = last - len(batch), self.newest_id
        events = [row for row in batch if isinstance(row, Event) and row.id <= newest]
        if before == self.head and not events:
            return batch
        known = await known_events(self._database, events)
        there = await typed_rows(self._database, before, self.head, len(batch))
        return without_known(batch, known, there, self.head)

    async def _append(self, batch: Sequence[Row], last: int, also: Sequence[Insert] = ()) -> None:
        async def learn(tx: Transaction, known: Dictionary) -> None:
            await known.learn(tx, batch)

        await self._commit(last, partial(inserts, batch), learn, also)
        ids = (row.id for row in batch if isinstance(row, Event) and row.import_id is None)
        self.newest_id = max(self.newest_id, *ids, 0)

    async def _commit(
        self, last: int, made: Made, learn: Learn, also: Sequence[Insert] = ()
    ) -> None:
        """Rows up to the cursor `last`, which are `made` by what has a number."""
        whole, closing = closings(self._whole, last)
        closing += also
        self._in_doubt = True
        try:
            if statements := self._known(made):
                await self._database.write(statements + closing)
            else:
                await self._learn_and_write(made, learn, closing)
        except BaseException:
            self._dictionary = Dictionary(self._admission)
            raise
        self._in_doubt = False
        self.head, self._whole = last, whole

    async def forget(self, kind: Kind, ids: list[int], upto: int) -> list[int]:
        """Overwrite those of the dictionary's numbers that no row beyond the cursor `upto` names;
        which they were."""
        async with self.changing() as (tx, known):
            gone = await overwrite(tx, kind, ids, upto)
            known.forget(kind.table, gone.values())
        return list(gone)

    @asynccontextmanager
    async def changing(self) -> AsyncIterator[tuple[Transaction, Dictionary]]:
        """A transaction that changes what numbers stand for, between two batches; what is known of
        them is to be told."""
        async with self._turn:
            try:
                async with self._database.transaction() as tx:
                    yield tx, self._dictionary
            except BaseException:  # they may be changed all the same
                self._dictionary = Dictionary(self._admission)
                raise

    async def probe(self) -> None:
        """Write a little that means nothing; raises StorageError where nothing can be."""
        async with self._database.transaction() as tx:
            await tx.execute("insert into erasure (site_id) values (-1)")
            await tx.execute("delete from erasure where site_id = -1")

    async def _learn_and_write(self, made: Made, learn: Learn, more: list[Insert]) -> None:
        async with self._database.transaction() as tx:
            await learn(tx, self._dictionary)
            for sql, values in made(self._dictionary) + more:
                await tx.executemany(sql, values)

    def _known(self, made: Made) -> list[Insert] | None:
        """The statements, unless something has no number yet."""
        try:
            return made(self._dictionary)
        except KeyError:
            return None

    async def rows_after(self, cursor: int, most: int) -> list[Row]:
        """The first `most` rows behind the cursor, of every site and kind, in order; fewer: there
        are no more. About 20 us each of the event loop's time, so a follower asks for hundreds."""
        return await typed_rows(self._database, cursor, self.head, most)

    async def read_after(self, site_id: int, cursor: int, upto: int) -> list[Row]:
        """The site's first PART rows with `cursor` < theirs <= `upto`, at most RANGE apart, in
        order. Fewer: there are no more."""
        upto = min(upto, cursor + RANGE)
        return await typed_rows(self._database, cursor, upto, PART, site_id)

    async def pageviews(self, late: Sequence[OfPageview]) -> dict[int, Pageview]:
        """By their beacons those that the rows name, as far as they are in the log and what is
        late still counts for them."""
        return await named_pageviews(self._database, late)

    async def oldest_of(self, site_id: int, before: int, newest: int) -> int | None:
        """The cursor of the oldest of the site's so many newest events older than the cursor
        `before`; None where there is none."""
        bounds = {"site": site_id, "before": before, "looked": newest}
        [oldest] = await self._database.read(OLDEST_LOOKED, bounds)
        cursor: int | None = oldest["cursor"]
        return cursor

    async def earlier(
        self, site_id: int, before: int, limit: int, wanted: Filter, upto: int | None = None
    ) -> Earlier:
        """The newest events older than `before` that pass, of the LOOKED that are. Which visits are
        selected, the rows around them say: all, or those up to the cursor `upto`."""
        upto = self.head if upto is None else upto
        bounds = {"before": before, "limit": limit, "upto": upto}
        return await events_before(self._database, site_id, wanted, **bounds)

    async def met_before(self, site_id: int, upto: int, wanted: Filter) -> dict[int, int]:
        """By visit the bits of those of `wanted.visits` that its events have met up to the cursor
        `upto`: two hours back, and MOST_LOOKED of the site's events at most."""
        return await met_before(self._database, site_id, upto, wanted)

    async def visit_rows(
        self, site_id: int, visits: Collection[int], before: int, until: int
    ) -> list[Row]:
        """The visits' rows before the cursor `before`, which was given at `until` (ms, UTC), in
        order; of each MOST_OF_VISIT events at most, the newest."""
        return await visit_rows(self._database, site_id, visits, before, until)
