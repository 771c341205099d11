"""Old visits are taken away by one process for all; what waits because it may be a mistake all
show, and at any of them somebody may say that it is none."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

from tracker.services.background import beside
from tracker.services.erasing.doubts import Due
from tracker.services.erasing.pruning import Pruning
from tracker.services.short_memory import find, keep, take
from tracker.storage.file.errors import StorageError
from tracker.storage.processes.short_memory import Memory

log = logging.getLogger(__name__)

EVERY = 2.0  # seconds
WAITING, ALLOWED = "waiting", "allowed"
LIFE = 86_400.0  # seconds: who holds the lease looks more often than that

_dues = msgspec.json.Decoder(list[Due])


class SharedPruning(Pruning):
    """`working`: for who holds the lease; `together`: for each process."""

    memory: Memory
    _holds = False
    _said: bytes | None = None  # by us, as long as we hold it
    _allows: list[Due] | None = None  # of which the others do not know yet

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """As Pruning.working. What the one before has said holds no more."""
        self._said, self.waiting, self._holds = None, [], True
        try:
            async with super().working():
                yield
        finally:
            self._holds = False

    def go_on(self) -> None:
        """As Pruning.go_on, wherever it is done."""
        super().go_on()
        self._allows = self.waiting

    @asynccontextmanager
    async def together(self) -> AsyncIterator[None]:
        """Tell and learn what waits while the context is open."""
        async with beside(self._exchange_for_ever):
            yield

    async def _exchange_for_ever(self) -> None:
        while True:
            try:
                await self.exchange()
            except StorageError as error:
                log.warning("What waits to be erased is not known: %r", error)
            await asyncio.sleep(EVERY)

    async def exchange(self) -> None:
        """Once. Raises StorageError."""
        if self._allows is not None:
            await keep(self.memory, ALLOWED, msgspec.json.encode(self._allows), LIFE)
            self._allows = None
        if self._holds:
            await self._tell()
            await self._hear()
        else:
            said = await find(self.memory, WAITING)
            self.waiting = _dues.decode(said) if said else []

    async def _tell(self) -> None:
        if (said := msgspec.json.encode(self.waiting)) != self._said:
            await keep(self.memory, WAITING, said, LIFE)
            self._said = said

    async def _hear(self) -> None:
        if allowed := await take(self.memory, ALLOWED):
            self._patience.allow(_dues.decode(allowed))
            self._go_on.set()
