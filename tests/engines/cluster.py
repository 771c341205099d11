"""Several processes that are one server, as tasks of one: any of them may be killed at any time."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count

from tests.engines.memory_filing import MemoryFiling
from tracker.domain.events import Visitor
from tracker.domain.rows import Row
from tracker.services.background import put_to_an_end
from tracker.services.recording.entries import Outcome
from tracker.services.sequencing.filer import Filer
from tracker.services.sequencing.forwarder import Forwarder
from tracker.services.sequencing.shard_sequencer import ShardSequencer
from tracker.storage.file.errors import Fenced
from tracker.storage.processes.inbox import Inbox
from tracker.storage.processes.shard_log import ShardLog


class Front:
    """Takes hits. Who waits for an answer of one that was killed hears of its end."""

    def __init__(self, inbox: Inbox, shard: int) -> None:
        loop = asyncio.get_running_loop()
        self._forwarder = Forwarder(inbox, [shard], lambda _: shard, loop.time, 10_000)
        self._task = asyncio.create_task(self._forwarder.run())
        self._asked: set[asyncio.Future[bool]] = set()

    async def send(self, row: Row, visitor: Visitor | None) -> bool:
        """Whether it was acknowledged."""
        answer = asyncio.get_running_loop().create_future()
        self._asked.add(answer)

        def hears(outcome: Outcome) -> None:
            if not answer.done():
                answer.set_result(outcome is Outcome.STORED)

        try:
            return self._forwarder.submit(row, hears, visitor) and await answer
        finally:
            self._asked.discard(answer)

    async def kill(self) -> None:
        await put_to_an_end(self._task)
        for answer in self._asked:
            if not answer.done():
                answer.set_result(False)


class Cluster:
    """No lease: both sequencers write, and both filers file. `clock`: ms, UTC."""

    def __init__(self, inbox: Inbox, log: ShardLog, filing: MemoryFiling, shard: int = 0) -> None:
        self.inbox, self.log, self.filing, self.shard = inbox, log, filing, shard
        self.clock = 0
        self._turns = count(1)
        self.fronts: list[Front] = []
        self._tasks: list[tuple[Callable[[], Awaitable[None]], asyncio.Task[None]]] = []
        self.killed = self.fenced = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        self.fronts = [Front(self.inbox, self.shard) for _ in range(2)]
        for role in (self.sequence, self.sequence, self.file, self.file):
            self._tasks.append((role, asyncio.create_task(role())))
        try:
            yield
        finally:
            for front in self.fronts:
                await front.kill()
            for _, task in self._tasks:
                await put_to_an_end(task)

    async def kill_one(self, chance: random.Random) -> None:
        """Any process; another stands in its place."""
        self.killed += 1
        number = chance.randrange(len(self.fronts) + len(self._tasks))
        if number < len(self.fronts):
            front, self.fronts[number] = self.fronts[number], Front(self.inbox, self.shard)
            await front.kill()
        else:
            number -= len(self.fronts)
            role, task = self._tasks[number]
            await put_to_an_end(task)
            self._tasks[number] = role, asyncio.create_task(role())

    async def sequence(self) -> None:
        """Until killed; who was fenced begins anew."""
        while True:
            turn = next(self._turns)
            secret = turn.to_bytes(8)
            sequencer = ShardSequencer(
                self.shard, self.inbox, self.log, "ada", lambda: self.clock, secret, self.filing
            )
            try:
                await sequencer.run(turn)
            except Fenced:
                self.fenced += 1

    async def file(self) -> None:
        await Filer(self.shard, self.log, self.filing, lambda: self.clock, 0.001).run(1)

    async def send(self, chance: random.Random, row: Row, visitor: Visitor | None) -> None:
        """To any front, as often as need be."""
        while not await chance.choice(self.fronts).send(row, visitor):  # noqa: ASYNC110
            await asyncio.sleep(chance.random() / 100)
