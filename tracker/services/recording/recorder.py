"""The one that writes: commits what is waiting, then tells the senders and the watchers."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from tracker.domain.events import Visitor
from tracker.domain.ids import Ids
from tracker.domain.rows import Row
from tracker.services.background import beside
from tracker.services.recording.commit_times import CommitTimes
from tracker.services.recording.entries import Entry, Outcome, Reply, answer, kept, mark_counted
from tracker.services.recording.sequencer import Sequencer
from tracker.services.recording.strays import Strays
from tracker.services.recording.trouble import Trouble
from tracker.services.recording.waiting import Waiting
from tracker.storage.file.errors import Conflict, Fenced, NotInPlace, ReadOnly, StorageError
from tracker.storage.log.event_log import WholeLog

logger = logging.getLogger(__name__)

PROBE_EVERY = 2.0  # seconds while nothing comes: a proxy that heeds /readyz sends no hit any more


# What is written behind the hits; the newest cursor then.
Work = Callable[[WholeLog], Awaitable[int]]


class Closed(Exception):
    """Nothing is written any more: the server stops."""


class Recorder:
    """A bounded queue and the task that empties it into the log.

    `committed` is called with the rows that are on disk, in order, before their senders hear.
    `secret`: by which it remembers what strangers number.
    """

    def __init__(
        self,
        log: WholeLog,
        committed: Callable[[Sequence[Row]], None],
        monotonic: Callable[[], float],
        size: int,
        secret: bytes = b"",
    ) -> None:
        self._log = log
        self._committed = committed
        self._monotonic = monotonic
        self._waiting = Waiting(size)
        self._behind: deque[tuple[Work, asyncio.Future[int]]] = deque()
        self._running = False
        self._writing = False
        self._trouble = Trouble()
        self._strays = Strays(log, self._take_back)
        ids = Ids()
        ids.go_on_after(log.newest_id)
        self.sequencer = Sequencer(ids, secret)
        self.commits = CommitTimes()

    @property
    def alive(self) -> bool:
        return self._running

    @property
    def at_work(self) -> bool:
        """Whether anything is on its way to the disk."""
        return self._writing or bool(self._waiting)

    @property
    def trouble(self) -> str:
        """What the disk said last, while it refuses."""
        return self._trouble.said

    @property
    def depth(self) -> int:
        return len(self._waiting)

    def submit(self, row: Row, reply: Reply, visitor: Visitor | None = None) -> bool:
        """Queue a row; False when the queue is full or closing, and nothing was queued. `visitor`:
        whose it is; marked as counted as soon as the row is on disk."""
        return self._waiting.put(Entry(row, reply, self._monotonic(), visitor))

    async def record(self, row: Row) -> None:
        """Have a row of our own on disk, behind every hit that was taken before it, however long
        the disk refuses."""
        await kept(self.submit, row)

    async def behind(self, work: Work) -> int:
        """Have that written as soon as no hit waits; nobody is told of it. Raises what the log
        does, and Closed where the server stops."""
        if self._waiting.closing:
            raise Closed
        answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._behind.append((work, answer))
        self._waiting.look()
        return await answer

    def close(self) -> None:
        """Refuse what comes from now on; `run` ends once all that is queued has its answer."""
        self._waiting.close()

    async def run(self) -> None:
        """Write until `close` was called and the queue is empty."""
        self._running = True
        try:
            async with beside(self._strays.run):
                await self._run()
        finally:
            self._running = False
            while self._behind:
                _fail(self._behind.popleft()[1], Closed())

    async def _run(self) -> None:
        waiting = self._waiting
        while waiting or not waiting.closing:
            if not waiting:
                await (self._write_behind() if self._behind else self._wait())
                continue
            self._writing = True
            await self._write(waiting.take(self._monotonic()))
            self._writing = False
            if self._trouble.pause:
                await asyncio.sleep(self._trouble.pause)

    async def _wait(self) -> None:
        """Until something comes; meanwhile a disk that has refused is tried."""
        if await self._waiting.something(PROBE_EVERY if self._trouble.said else None):
            return
        try:
            await self._log.probe()
        except StorageError as error:
            self._trouble.said = str(error)
        else:
            self._trouble.is_over()

    async def _write_behind(self) -> None:
        work, answer = self._behind.popleft()
        try:
            cursor = await work(self._log)
        except Exception as error:
            _fail(answer, error)
        else:
            if not answer.done():
                answer.set_result(cursor)

    def _take_back(self, entry: Entry) -> None:
        """A stray that knows by now what it names."""
        if not self._waiting.put(entry):
            answer([entry], Outcome.BUSY)

    async def _write(self, batch: list[Entry]) -> None:
        head = self._log.head
        rows, batch, strays = self.sequencer.fold(batch, head)
        self._strays.take(strays)
        try:
            wrote = await self._append(rows)
        except Fenced:
            await self._catch_up(head, batch)
        except Conflict as error:
            await self._write_singly(batch, error)
        except StorageError as error:  # locked, full, read-only, damaged: of no single row
            self._refuse(batch, error)
        except Exception as error:  # whatever it is: the next hit must find a recorder at work
            await self._write_singly(batch, error)
        else:
            if wrote:  # what was there already says nothing of the disk
                self._trouble.is_over()
            self._tell(rows)
            mark_counted(batch)
            answer(batch, Outcome.STORED)

    async def _append(self, rows: list[Row]) -> bool:
        """Whether anything had to be written."""
        if rows:
            began = self._monotonic()
            await self._log.append(rows, self._log.head + len(rows))
            self.commits.note(self._monotonic() - began, len(rows))
        return bool(rows)

    async def _catch_up(self, head: int, batch: list[Entry]) -> None:
        """A batch whose commit has failed is on disk all the same: its rows are known from now on,
        and this batch comes behind them."""
        try:
            missed = await self._log.rows_after(head, self._log.head - head)
        except StorageError as error:
            self._refuse(batch, error)
            return
        self._tell(missed)
        await self._write(batch)

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
            self._waiting.take_no_more()
        self._trouble.refused(error, len(batch))
        answer(batch, Outcome.BUSY)

    def _tell(self, rows: list[Row]) -> None:
        self.sequencer.remember(rows)
        try:
            self._committed(rows)
        except Exception:
            logger.exception("The watchers could not be told of %d rows", len(rows))


def _fail(answer: asyncio.Future[int], error: Exception) -> None:
    if not answer.done():
        answer.set_exception(error)
