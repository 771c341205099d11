"""Leases in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tracker.storage.processes.leases import Lease

LASTS = 5.0  # seconds


class MemoryLeases:
    """`time`: seconds, by the clock that nobody sets."""

    def __init__(self) -> None:
        self.time = 0.0
        self._held: dict[str, Lease] = {}
        self._revision = 0
        self._change = asyncio.Event()

    @asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[Lease]:
        while name in self._held:
            await self._change.wait()
        self._revision += 1
        lease = self._held[name] = Lease(self._revision, lambda: self.time, self.time + LASTS)
        try:
            yield lease
        finally:
            if self._held.get(name) is lease:
                self._free(name)

    def take_away(self, name: str) -> None:
        """As if the holder had not been heard of for too long: the next who waits has it."""
        self._held[name].is_lost()
        self._free(name)

    def lapses(self, name: str) -> None:
        """As if the holder had found it gone, and taken it again."""
        self._held[name].has_lapsed()

    def _free(self, name: str) -> None:
        del self._held[name]
        self._change.set()
        self._change = asyncio.Event()
