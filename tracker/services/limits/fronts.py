"""How many processes take hits now: each says that it is there, and hears the others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from tracker.services.background import beside
from tracker.storage.processes.bus import Bus
from tracker.storage.processes.told_to_end import heed_the_end

TOPIC = "front"
EVERY = 1.0  # seconds between two signs of life
GONE = 5.0  # seconds after the last one
MOST = 10_000  # names


class Fronts:
    """`name`: of this process, and of no other. `changed` is told how many there are, itself
    counted: at least one, also where nobody is heard."""

    def __init__(
        self,
        bus: Bus,
        name: str,
        steady: Callable[[], float],
        changed: Callable[[int], object],
    ) -> None:
        self._bus = bus
        self._name = name
        self._steady = steady  # seconds
        self._changed = changed
        self._heard: dict[str, float] = {}
        self._told = 1

    @asynccontextmanager
    async def counting(self) -> AsyncIterator[None]:
        """While the context is open; the others miss this one soon after."""
        async with beside(self._hear), beside(self._tell):
            yield

    async def _tell(self) -> None:
        while True:
            self._bus.tell(TOPIC, self._name.encode())
            self.look()
            await asyncio.sleep(EVERY)

    def look(self) -> None:
        """Who has not been heard of for too long is gone."""
        since = self._steady() - GONE
        self._heard = {name: at for name, at in self._heard.items() if at > since}
        self._say()

    async def _hear(self) -> None:
        while True:
            heed_the_end()
            async with self._bus.hear(TOPIC) as told:
                async for each in told:
                    heed_the_end()
                    self._note(each.data)

    def _note(self, data: bytes) -> None:
        name = data.decode("ascii", "replace")
        if name != self._name and (name in self._heard or len(self._heard) < MOST):
            self._heard[name] = self._steady()
            self._say()

    def _say(self) -> None:
        if self._told != (fronts := 1 + len(self._heard)):
            self._told = fronts
            self._changed(fronts)
