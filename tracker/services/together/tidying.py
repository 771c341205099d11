"""What processes that are no more have left behind: one of them takes it away for all."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from tracker.services.background import beside
from tracker.services.settled_clock import SettledClock
from tracker.storage.file.errors import StorageError
from tracker.storage.file.transactions import Accounts, Transaction

log = logging.getLogger(__name__)

FIRST_LOOK, LOOK_EVERY = 120.0, 3_600.0  # seconds

Forget = Callable[[Transaction, int], Awaitable[None]]


class Tidying:
    """`forgetting`: each takes away what matters no more by that time (ms, UTC)."""

    def __init__(
        self, accounts: Accounts, settled: SettledClock, forgetting: Sequence[Forget]
    ) -> None:
        self._accounts = accounts
        self._settled = settled
        self._forgetting = forgetting

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Look while the context is open."""
        async with beside(self._work):
            yield

    async def _work(self) -> None:
        await asyncio.sleep(FIRST_LOOK)
        while True:
            try:
                await self.tidy()
            except StorageError as error:
                log.warning("What is over could not be taken away, trying again: %r", error)
            await asyncio.sleep(LOOK_EVERY)

    async def tidy(self) -> None:
        """Once. Raises StorageError."""
        async with self._accounts.transaction() as tx:
            for forget in self._forgetting:
                await forget(tx, self._settled())
