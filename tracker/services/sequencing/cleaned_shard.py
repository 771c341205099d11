"""At night goes what is needed no more."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from tracker.storage.file.errors import StorageError
from tracker.storage.processes.filing import Summing

logger = logging.getLogger(__name__)

HOUR, DAY = 3_600_000, 86_400_000  # ms
AT = 3 * HOUR  # of a day in UTC
LOOKS = 600.0  # seconds between two looks at the clock
LINGERS = 60.0  # seconds in which whoever has begun with older sums has read them


class CleanedShard:
    """`is_ours`: whether a site, be it deleted, is of the shard. `now`: ms, UTC."""

    def __init__(
        self,
        summing: Summing,
        is_ours: Callable[[int], bool],
        now: Callable[[], int],
        lingers: float = LINGERS,
    ) -> None:
        self._summing = summing
        self._is_ours = is_ours
        self._now = now
        self._lingers = lingers

    async def run(self) -> None:
        """Until cancelled, at any time."""
        cleaned = (self._now() - AT - HOUR) // DAY  # who begins later waits for the next night
        while True:
            night = (self._now() - AT) // DAY
            if night > cleaned:
                await self._clean()
                cleaned = night
            await asyncio.sleep(LOOKS)

    async def _clean(self) -> None:
        before = self._summing.generation()
        await asyncio.sleep(self._lingers)
        try:
            await self._summing.clean(before, self._is_ours)
        except StorageError as error:
            logger.warning("What was removed is not erased yet: %s", error)
