"""Visits of large sites on days that are not over are kept at hand, close behind the filing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from tracker.services.sequencing.summed_days import Zones
from tracker.storage.file.errors import StorageError
from tracker.storage.processes.filing import Summing

logger = logging.getLogger(__name__)

EVERY = 10.0  # seconds
SELDOM = 30  # times after which it is asked again whether a site has grown


class OpenDays:
    """`zones`: of the shard's sites. `filing_keeps_up`: there is no more to be filed than goes in
    one slice. `now`: ms, UTC."""

    def __init__(
        self,
        summing: Summing,
        zones: Callable[[], Zones],
        filing_keeps_up: asyncio.Event,
        now: Callable[[], int],
        every: float = EVERY,
    ) -> None:
        self._summing = summing
        self._zones = zones
        self._filing_keeps_up = filing_keeps_up
        self._now = now
        self._every = every
        self._large: set[int] = set()

    async def run(self) -> None:
        """Until cancelled, at any time."""
        times = 0
        while True:
            try:
                await self._keep(all_of_them=times % SELDOM == 0)
                times += 1
            except StorageError as error:
                logger.warning("Visits of today are not kept at hand: %s", error)
            await asyncio.sleep(self._every)

    async def _keep(self, all_of_them: bool) -> None:
        for site, zone in self._zones().items():
            if all_of_them or site in self._large:
                await self._filing_keeps_up.wait()
                is_large = await self._summing.keep_at_hand(site, zone, self._now())
                (self._large.add if is_large else self._large.discard)(site)
