"""Gives what was taken here into the inbox that all processes share, then tells the senders."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

from tracker.domain.events import Visitor
from tracker.domain.rows import Row
from tracker.services.recording.entries import Entry, Outcome, Reply, answer
from tracker.services.recording.waiting import BATCH, PATIENCE, Waiting
from tracker.services.sequencing.arriving import arrival_of
from tracker.storage.file.errors import Conflict, RefusesForNow
from tracker.storage.processes.inbox import Inbox

logger = logging.getLogger(__name__)

TOGETHER = 0.002  # seconds that the first one waits for others
UNDER_WAY = 4  # batches of a shard at once


class Forwarder:
    """A bounded queue for each shard. What it takes is durable before its sender hears so."""

    def __init__(
        self,
        inbox: Inbox,
        shards: Sequence[int],
        shard_of: Callable[[int], int],
        monotonic: Callable[[], float],
        size: int,
    ) -> None:
        """`shard_of`: by a site's number. `size`: of each queue."""
        self._shard_of = shard_of
        self._monotonic = monotonic
        self._ways = {shard: Way(shard, inbox, monotonic, size) for shard in shards}

    @property
    def depth(self) -> int:
        """How many wait."""
        return sum(way.depth for way in self._ways.values())

    def submit(self, row: Row, reply: Reply, visitor: Visitor | None = None) -> bool:
        """Queue a row; False when the queue is full or closing, and nothing was queued. `visitor`:
        whose it is."""
        way = self._ways[self._shard_of(row.site_id)]
        return way.put(Entry(row, reply, self._monotonic(), visitor))

    def close(self) -> None:
        """Refuse what comes from now on; `run` ends once all that is queued has its answer."""
        for way in self._ways.values():
            way.close()

    async def run(self) -> None:
        """Until `close` was called and nothing waits."""
        async with asyncio.TaskGroup() as ways:
            for way in self._ways.values():
                ways.create_task(way.run())


class Way:
    """To one shard."""

    def __init__(self, shard: int, inbox: Inbox, monotonic: Callable[[], float], size: int) -> None:
        self._shard = shard
        self._inbox = inbox
        self._monotonic = monotonic
        self._waiting = Waiting(size)
        self._room = asyncio.Semaphore(UNDER_WAY)
        self.put = self._waiting.put
        self.close = self._waiting.close

    @property
    def depth(self) -> int:
        return len(self._waiting)

    async def run(self) -> None:
        """Until it is closed and nothing waits or is under way."""
        waiting = self._waiting
        async with asyncio.TaskGroup() as under_way:
            while waiting or not waiting.closing:
                if not waiting:
                    await waiting.something(None)
                    continue
                if len(waiting) < BATCH:
                    await asyncio.sleep(TOGETHER)
                await self._room.acquire()
                batch = waiting.take(self._monotonic())
                under_way.create_task(self._forward(batch))

    async def _forward(self, batch: list[Entry]) -> None:
        try:
            await self._put(batch)
        finally:
            self._room.release()

    async def _put(self, batch: list[Entry]) -> None:
        if not batch:
            return
        left = batch[0].since + PATIENCE - self._monotonic()
        try:
            arrivals = [arrival_of(entry.row, entry.visitor) for entry in batch]
            await self._inbox.put(self._shard, arrivals, left)
        except RefusesForNow as error:
            logger.warning("Nothing of %d hits stored: %s", len(batch), error)
            answer(batch, Outcome.BUSY)
        except Conflict as error:
            await self._put_singly(batch, error)
        except Exception:  # whatever it is: its senders hear, and the next hit finds us at work
            logger.exception("Nothing of %d hits stored", len(batch))
            answer(batch, Outcome.BUSY)
        else:
            answer(batch, Outcome.STORED)

    async def _put_singly(self, batch: list[Entry], error: Conflict) -> None:
        """One that can never be stored must not spoil its neighbours."""
        if len(batch) == 1:
            logger.warning("A row was refused by the inbox: %r", error)
            answer(batch, Outcome.BAD)
            return
        for entry in batch:
            await self._put([entry])
