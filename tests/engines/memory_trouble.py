"""What may go wrong between us and an engine, for those in memory."""

from __future__ import annotations

import asyncio
import random

from tracker.storage.file.errors import RefusesForNow


class Trouble:
    """`way` is awaited on the way to the engine and on the way back: there a call may be lost, or
    its answer; also whoever waits may be cancelled there. Without chance nothing goes wrong."""

    def __init__(self, chance: random.Random | None = None, lost: float = 0.0) -> None:
        self._chance = chance
        self._lost = lost

    async def way(self) -> None:
        if self._chance is None:
            return
        for _ in range(self._chance.randrange(4)):
            await asyncio.sleep(0)
        if self._chance.random() < self._lost:
            raise RefusesForNow("lost on the way")
