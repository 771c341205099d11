"""What was begun is finished, whoever has stopped waiting for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")

AT_THE_END = 5.0  # seconds in which a server that stops lets what is under way finish


class Finishing:
    """Whoever awaits `whole` may be cancelled at any moment, for instance because a client has
    left; the work is not. A change is a commit and what memory takes over after it: cut between
    the two, they would say different things until the next start."""

    def __init__(self) -> None:
        self._under_way: set[asyncio.Task[Any]] = set()

    @property
    def idle(self) -> bool:
        """Whether nothing is under way."""
        return not self._under_way

    async def whole(self, work: Coroutine[Any, Any, T]) -> T:
        """What came of the work; raises what it raises."""
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._over)
        await asyncio.wait({task})
        return task.result()

    @asynccontextmanager
    async def until_done(self) -> AsyncIterator[None]:
        """On the way out what is under way is waited for: what it needs is still there then."""
        try:
            yield
        finally:
            if self._under_way:
                await asyncio.wait(self._under_way, timeout=AT_THE_END)
            for late in list(self._under_way):
                log.warning("The server stops before this was finished: %s", late.get_coro())
                late.cancel()
            if self._under_way:
                await asyncio.wait(self._under_way)

    def _over(self, task: asyncio.Task[Any]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # has been told, or nobody is left to be told
