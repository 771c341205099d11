"""The way of what was taken here to one shard of the inbox: batch after batch, a few at once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from tracker.services.recording.commit_times import CommitTimes
from tracker.services.recording.entries import Entry, Outcome, answer
from tracker.services.recording.trouble import Trouble
from tracker.services.recording.waiting import BATCH, PATIENCE, Waiting
from tracker.services.sequencing.arriving import arrival_of
from tracker.storage.file.errors import Conflict, RefusesForNow
from tracker.storage.processes.inbox import Inbox

logger = logging.getLogger(__name__)

TOGETHER = 0.002  # seconds that the first one waits for others
UNDER_WAY = 4  # batches of a shard at once
PROBE_EVERY = 2.0  # seconds while nothing comes: a proxy that heeds /readyz sends no hit any more


class Way:
    """`size`: of its queue. `commits`: where it notes how long each batch took."""

    def __init__(
        self,
        shard: int,
        inbox: Inbox,
        monotonic: Callable[[], float],
        size: int,
        commits: CommitTimes,
    ) -> None:
        self._shard = shard
        self._inbox = inbox
        self._monotonic = monotonic
        self._waiting = Waiting(size)
        self._commits = commits
        self._trouble = Trouble(f"inbox of shard {shard}")
        self._room = asyncio.Semaphore(UNDER_WAY)
        self._under_way = 0
        self.put = self._waiting.put
        self.close = self._waiting.close

    @property
    def depth(self) -> int:
        return len(self._waiting)

    @property
    def at_work(self) -> bool:
        return bool(self._under_way or self._waiting)

    @property
    def trouble(self) -> str:
        return self._trouble.said

    async def run(self) -> None:
        """Until it is closed and nothing waits or is under way."""
        waiting = self._waiting
        async with asyncio.TaskGroup() as under_way:
            while waiting or not waiting.closing:
                if not waiting:
                    await self._wait()
                    continue
                if len(waiting) < BATCH:
                    await asyncio.sleep(TOGETHER)
                await self._room.acquire()
                batch = waiting.take(self._monotonic())
                self._under_way += 1
                under_way.create_task(self._forward(batch))

    async def _wait(self) -> None:
        """Until something comes; meanwhile an inbox that has refused is tried."""
        if await self._waiting.something(PROBE_EVERY if self.trouble else None):
            return
        try:
            await self._inbox.probe(self._shard)
        except RefusesForNow as error:
            self._trouble.said = str(error)
        else:
            self._trouble.is_over()

    async def _forward(self, batch: list[Entry]) -> None:
        try:
            await self._put(batch)
        finally:
            self._under_way -= 1
            self._room.release()
            if self.trouble:
                self._waiting.look()  # whoever waits for hits tries the inbox from now on

    async def _put(self, batch: list[Entry]) -> None:
        if not batch:
            return
        began = self._monotonic()
        left = batch[0].since + PATIENCE - began
        try:
            arrivals = [arrival_of(entry.row, entry.visitor) for entry in batch]
            await self._inbox.put(self._shard, arrivals, left)
        except RefusesForNow as error:
            self._trouble.refused(error, len(batch))
            answer(batch, Outcome.BUSY)
        except Conflict as error:
            await self._put_singly(batch, error)
        except Exception:  # whatever it is: its senders hear, and the next hit finds us at work
            logger.exception("Nothing of %d hits stored", len(batch))
            answer(batch, Outcome.BUSY)
        else:
            self._trouble.is_over()
            self._commits.note(self._monotonic() - began, len(batch))
            answer(batch, Outcome.STORED)

    async def _put_singly(self, batch: list[Entry], error: Conflict) -> None:
        """One that can never be stored must not spoil its neighbours."""
        if len(batch) == 1:
            logger.warning("A row was refused by the inbox: %r", error)
            answer(batch, Outcome.BAD)
            return
        for entry in batch:
            await self._put([entry])
