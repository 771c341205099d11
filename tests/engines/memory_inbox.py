"""The inbox in memory."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Sequence
from copy import copy

from tests.engines.memory_stream import MemoryStream
from tests.engines.memory_trouble import Trouble
from tracker.domain.arrivals import Arrival
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.processes.inbox import Taken

A_ROW = 300  # bytes, about
AT_ONCE = 50  # messages


def copied(arrivals: list[Arrival]) -> list[Arrival]:
    return [Arrival(copy(each.row), each.visitor, each.before) for each in arrivals]


class MemoryInbox:
    """`closed`: what an engine that is away, or full, answers."""

    def __init__(self, trouble: Trouble | None = None) -> None:
        self._trouble = trouble or Trouble()
        self.shards = defaultdict[int, MemoryStream[list[Arrival]]](lambda: MemoryStream(copied))
        self.closed = False

    async def put(self, shard: int, arrivals: Sequence[Arrival], within: float) -> None:
        """As if each message had a name of its own by which a repetition is known."""
        stored = False
        try:
            async with asyncio.timeout(within):
                while True:
                    try:
                        await self._trouble.way()
                        if not stored and not self.closed:
                            self.shards[shard].add(list(arrivals))
                            stored = True
                        await self._trouble.way()
                    except RefusesForNow:
                        continue
                    if stored:
                        return
                    await asyncio.sleep(0.001)
        except TimeoutError:
            raise RefusesForNow("the inbox has not answered") from None

    async def probe(self, shard: int) -> None:
        await self._trouble.way()
        assert shard >= 0
        if self.closed:
            raise RefusesForNow("the inbox has not answered")

    async def taken_after(self, shard: int, position: int) -> AsyncGenerator[Sequence[Taken], None]:
        async for messages in self.shards[shard].behind(position, AT_ONCE):
            yield [Taken(number, rows, A_ROW * len(rows)) for number, rows in messages]

    async def purge(self, shard: int, upto: int) -> None:
        await self._trouble.way()
        self.shards[shard].purge(upto)
