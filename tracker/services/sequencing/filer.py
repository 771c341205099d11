"""The one that files a shard of the log, behind it: what a crash leaves half is filed again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from functools import partial

from tracker.domain.rows import Row
from tracker.services.sequencing.patience import patiently
from tracker.storage.processes.filing import Filing
from tracker.storage.processes.shard_log import Forgotten, ShardLog
from tracker.storage.processes.told_to_end import heed_the_end

logger = logging.getLogger(__name__)

MOST = 20_000  # rows at once
EVERY = 1.0  # seconds that the first of them waits for others
KEPT = 72 * 3_600_000  # ms that the log keeps what is filed
PURGE_EVERY = 600_000  # ms
LOOKS = 10.0  # seconds between two looks at how full it is


class Filer:
    """`now`: ms, UTC."""

    def __init__(
        self,
        shard: int,
        log: ShardLog,
        filing: Filing,
        now: Callable[[], int],
        every: float = EVERY,
    ) -> None:
        self._shard = shard
        self._log = log
        self._filing = filing
        self._now = now
        self._every = every
        self._filed = 0  # the cursor up to which all is
        self._purged = 0  # when, in ms
        self.keeps_up = asyncio.Event()  # there is no more than goes in one slice
        self.keeps_up.set()

    async def run(self, _revision: int) -> None:
        """Until cancelled, at any time. Two at once do no harm."""
        mark = await patiently("take up filing", partial(self._filing.mark, self._shard))
        self._filed = mark
        read: asyncio.Queue[Sequence[Row]] = asyncio.Queue(1)
        async with asyncio.TaskGroup() as beside, aclosing(self._gathered(read)) as slices:
            beside.create_task(self._read(mark, read))
            beside.create_task(self._let_go())
            async for rows in slices:
                file = partial(self._filing.file, self._shard, rows)
                await patiently(f"file shard {self._shard}", file)
                self._filed = rows[-1].cursor

    async def _read(self, mark: int, read: asyncio.Queue[Sequence[Row]]) -> None:
        """What the log has lost before it was filed nobody can bring back: what follows is filed
        all the same."""
        while True:
            heed_the_end()
            try:
                async with aclosing(self._log.follow(self._shard, mark)) as following:
                    async for rows in following:
                        heed_the_end()
                        await read.put(rows)
                        mark = rows[-1].cursor
            except Forgotten as error:
                mark, before = max(mark, await self._beginning()), mark
                logger.error(
                    "Shard %d has lost what came behind cursor %d and was not filed: it goes on "
                    "behind %d (%s)",
                    *(self._shard, before, mark, error),
                )
            await asyncio.sleep(self._every)

    async def _beginning(self) -> int:
        return await patiently("see the log", partial(self._log.since, self._shard, 0))

    async def _gathered(
        self, read: asyncio.Queue[Sequence[Row]]
    ) -> AsyncGenerator[list[Row], None]:
        """What is read within a moment, in slices of no more than MOST."""
        loop = asyncio.get_running_loop()
        while True:
            if read.empty():
                self.keeps_up.set()
            rows = list(await read.get())
            until = loop.time() + self._every
            while len(rows) < MOST:
                try:
                    async with asyncio.timeout_at(until):
                        rows += await read.get()
                except TimeoutError:
                    break
            if len(rows) >= MOST:
                self.keeps_up.clear()
            for begin in range(0, len(rows), MOST):
                yield rows[begin : begin + MOST]

    async def _let_go(self) -> None:
        """Also where nothing comes: a log that is full takes nothing, not before something goes."""
        while True:
            heed_the_end()
            await self._purge()
            await asyncio.sleep(LOOKS)

    async def _purge(self) -> None:
        """The log needs no more what is filed and was there for so long, or is in the way."""
        crowded = partial(self._log.crowded, self._shard)
        before = await patiently("see how full the log is", crowded)
        now = self._now()
        if now - self._purged >= PURGE_EVERY:
            old = partial(self._log.since, self._shard, now - KEPT)
            before = max(before, await patiently("see what of the log is old", old))
            self._purged = now
        if before := min(before, self._filed):
            purge = partial(self._log.purge, self._shard, before)
            await patiently("purge the log", purge)
