"""Gives what was taken here into the inbox that all processes share, then tells the senders."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from tracker.domain.events import Visitor
from tracker.domain.rows import Row
from tracker.services.recording.commit_times import CommitTimes
from tracker.services.recording.entries import Entry, Reply, kept
from tracker.services.sequencing.shard_way import Way
from tracker.storage.processes.inbox import Inbox


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
        self.commits = CommitTimes()
        self._running = False
        ways = {shard: Way(shard, inbox, monotonic, size, self.commits) for shard in shards}
        self._ways = ways

    @property
    def alive(self) -> bool:
        return self._running

    @property
    def at_work(self) -> bool:
        return any(way.at_work for way in self._ways.values())

    @property
    def trouble(self) -> str:
        """Of any shard: a process can't choose whose hits it is sent."""
        return next((way.trouble for way in self._ways.values() if way.trouble), "")

    @property
    def depth(self) -> int:
        """How many wait."""
        return sum(way.depth for way in self._ways.values())

    def submit(self, row: Row, reply: Reply, visitor: Visitor | None = None) -> bool:
        """Queue a row; False when the queue is full or closing, and nothing was queued. `visitor`:
        whose it is."""
        way = self._ways[self._shard_of(row.site_id)]
        return way.put(Entry(row, reply, self._monotonic(), visitor))

    async def record(self, row: Row) -> None:
        """Have a row of our own in the inbox, behind every hit that this process has taken before
        it."""
        await kept(self.submit, row)

    async def record_in_each(self, made: Callable[[], Row]) -> None:
        """The same in each shard."""
        for way in self._ways.values():
            await kept(partial(self._submit_to, way), made())

    def _submit_to(self, way: Way, row: Row, reply: Reply) -> bool:
        return way.put(Entry(row, reply, self._monotonic()))

    def close(self) -> None:
        """Refuse what comes from now on; `run` ends once all that is queued has its answer."""
        for way in self._ways.values():
            way.close()

    async def run(self) -> None:
        """Until `close` was called and nothing waits."""
        self._running = True
        try:
            async with asyncio.TaskGroup() as ways:
                for way in self._ways.values():
                    ways.create_task(way.run())
        finally:
            self._running = False
