"""Leases in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tracker.storage.processes.leases import Lease


class MemoryLeases:
    def __init__(self) -> None:
        self._held: dict[str, Lease] = {}
        self._revision = 0
        self._change = asyncio.Event()

    @asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[Lease]:
        while name in self._held:
            await self._change.wait()
        self._revision += 1
        lease = self._held[name] = Lease(asyncio.Event(), self._revision)
        try:
            yield lease
        finally:
            if self._held.get(name) is lease:
                self._free(name)

    def take_away(self, name: str) -> None:
        """As if the holder had not been heard of for too long: the next who waits has it."""
        self._held[name].lost.set()
        self._free(name)

    def _free(self, name: str) -> None:
        del self._held[name]
        self._change.set()
        self._change = asyncio.Event()
