"""How long hits wait for their answers while something else goes on."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.beacon_load import Load


class Stalls:
    """Looks every few milliseconds whether another answer has come."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self.longest = 0.0

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        self.longest = 0.0
        watching = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watching.cancel()

    async def _watch(self) -> None:
        seen, since = len(self._load.answers), time.monotonic()
        while True:
            await asyncio.sleep(0.005)
            now = time.monotonic()
            self.longest = max(self.longest, now - since)
            if len(self._load.answers) > seen:
                seen, since = len(self._load.answers), now
