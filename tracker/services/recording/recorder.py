"""The one that writes: commits what is waiting, then tells the senders and the watchers."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence

from tracker.domain.events import Back, Row, Visitor
from tracker.services.recording.commit_times import CommitTimes
from tracker.services.recording.duplicates import Seen
from tracker.services.recording.entries import Entry, Outcome, Reply, answer, mark_counted
from tracker.services.recording.trouble import Trouble
from tracker.storage.file.errors import Conflict, NotInPlace, ReadOnly, StorageError
from tracker.storage.log.event_log import EventLog

logger = logging.getLogger(__name__)

BATCH = 500
PATIENCE = 4.0  # seconds in the queue; older entries are refused before their transaction begins
TRY_AGAIN = 1.0  # seconds until a row of our own is queued again
PROBE_EVERY = 2.0  # seconds while nothing comes: a proxy that heeds /readyz sends no hit any more


class Recorder:
    """A bounded queue and the task that empties it into the log.

    `committed` is called with the rows that are on disk, in order, before their senders hear.
    `secret`: by which it remembers what strangers number.
    """

    def __init__(
        self,
        log: EventLog,
        committed: Callable[[Sequence[Row | Back]], None],
        monotonic: Callable[[], float],
        size: int,
        secret: bytes = b"",
    ) -> None:
        self._log = log
        self._committed = committed
        self._monotonic = monotonic
        self._size = size
        self._queue: deque[Entry] = deque()
        self._wake = asyncio.Event()
        self._closing = False
        self._running = False
        self._writing = False
        self._trouble = Trouble()
        self.seen = Seen(secret)
        self.commits = CommitTimes()

    @property
    def alive(self) -> bool:
        return self._running

    @property
    def at_work(self) -> bool:
        """Whether anything is on its way to the disk."""
        return self._writing or bool(self._queue)

    @property
    def trouble(self) -> str:
        """What the disk said last, while it refuses."""
        return self._trouble.said

    @property
    def depth(self) -> int:
        return len(self._queue)

    def submit(self, row: Row | Back, reply: Reply, visitor: Visitor | None = None) -> bool:
        """Queue a row; False when the queue is full or closing, and nothing was queued. `visitor`
        is marked as counted as soon as the row is on disk."""
        waiting = len(self._queue)
        if waiting >= self._size or self._closing:
            return False
        self._queue.append(Entry(row, reply, self._monotonic(), visitor))
        if not waiting:  # else it is at work, and looks again
            self._wake.set()
        return True

    async def record(self, row: Row) -> None:
        """Have a row of our own on disk, behind every hit that was taken before it, however long
        the disk refuses."""
        while True:
            answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
            if self.submit(row, answer.set_result) and await answer is Outcome.STORED:
                return
            await asyncio.sleep(TRY_AGAIN)

    async def run(self) -> None:
        """Write until `close` was called and the queue is empty."""
        self._running = True
        try:
            await self._run()
        finally:
            self._running = False

    async def _run(self) -> None:
        while self._queue or not self._closing:
            if not self._queue:
                self._wake.clear()
                await self._wait()
                continue
            self._writing = True
            await self._write(self._take())
            self._writing = False
            if self._trouble.pause:
                await asyncio.sleep(self._trouble.pause)

    async def _wait(self) -> None:
        """Until something comes; meanwhile a disk that has refused is tried."""
        if not self._trouble.said:
            await self._wake.wait()
            return
        try:
            async with asyncio.timeout(PROBE_EVERY):
                await self._wake.wait()
        except TimeoutError:
            await self._probe()

    async def _probe(self) -> None:
        try:
            await self._log.probe()
        except StorageError as error:
            self._trouble.said = str(error)
        else:
            self._trouble.is_over()

    def close(self) -> None:
        """Refuse what comes from now on; `run` ends once all that is queued has its answer."""
        self._closing = True
        self._wake.set()

    def _take(self) -> list[Entry]:
        batch = self._next()
        oldest = self._monotonic() - PATIENCE
        if batch[0].since >= oldest:
            return batch
        answer([entry for entry in batch if entry.since < oldest], Outcome.BUSY)
        return [entry for entry in batch if entry.since >= oldest]

    def _next(self) -> list[Entry]:
        queue = self._queue
        if len(queue) > BATCH:
            return [queue.popleft() for _ in range(BATCH)]
        batch = list(queue)
        queue.clear()
        return batch

    async def _write(self, batch: list[Entry]) -> None:
        rows = self.seen.fresh([entry.row for entry in batch])
        try:
            wrote = await self._append(rows)
        except Conflict as error:
            await self._write_singly(batch, error)
        except StorageError as error:  # locked, full, read-only, damaged: of no single row
            self._refuse(batch, error)
        except Exception as error:  # whatever it is: the next hit must find a recorder at work
            await self._write_singly(batch, error)
        else:
            if wrote:  # what was there already, or is live only, says nothing of the disk
                self._trouble.is_over()
            self._tell(rows)
            mark_counted(batch)
            answer(batch, Outcome.STORED)

    async def _append(self, rows: list[Row | Back]) -> bool:
        """Whether anything had to be written."""
        kept = [row for row in rows if not isinstance(row, Back)]
        if kept:
            began = self._monotonic()
            await self._log.append(kept)
            self.commits.note(self._monotonic() - began, len(kept))
        return bool(kept)

    async def _write_singly(self, batch: list[Entry], error: Exception) -> None:
        """One row that the database can't take must not spoil its neighbours."""
        if len(batch) == 1:
            logger.warning("A row was refused by the database: %r", error)
            answer(batch, Outcome.BAD)
            return
        for entry in batch:
            await self._write([entry])

    def _refuse(self, batch: list[Entry], error: Exception) -> None:
        if isinstance(error, ReadOnly) and not isinstance(error, NotInPlace):
            self._size = 0  # until a restart: no hit need wait to hear it
        self._trouble.refused(error, len(batch))
        answer(batch, Outcome.BUSY)

    def _tell(self, rows: list[Row | Back]) -> None:
        self.seen.remember(rows)
        try:
            self._committed(rows)
        except Exception:
            logger.exception("The watchers could not be told of %d rows", len(rows))
