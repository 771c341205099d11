"""Days that are over are summed up behind the filing, a few at a time: first those whose sums
something has come for, then the newest of those that never were."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tracker.domain.days import day_number
from tracker.storage.file.errors import StorageError
from tracker.storage.processes.filing import Summing

logger = logging.getLogger(__name__)

EVERY = 60.0  # seconds between two times that all there is to sum up was
TOGETHER = 31  # days of a site
AGAIN = 3_600.0  # seconds between two looks at a site: an import brings older days
RESTS = 3.0  # times as long as some days took: the engine is for those who file and ask
Zones = Mapping[int, str]


class Some(NamedTuple):
    """Days of a site."""

    site: int
    zone: str
    days: list[int]


class SummedDays:
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
        self._looked: dict[int, tuple[str, int, float]] = {}  # by site its zone, the day, the hour

    async def run(self) -> None:
        """Until cancelled, at any time."""
        while True:
            try:
                await self._sum_up()
            except StorageError as error:
                logger.warning("Days are not summed up yet: %s", error)
            await asyncio.sleep(self._every)

    async def _sum_up(self) -> None:
        """Each day once: of one that is visited at midnight more comes all the time."""
        loop, done = asyncio.get_running_loop(), set[tuple[int, int]]()
        while some := await self._next(done):
            await self._filing_keeps_up.wait()
            began = loop.time()
            await self._summing.sum_up(*some)
            done.update((some.site, day) for day in some.days)
            await asyncio.sleep(RESTS * (loop.time() - began))

    async def _next(self, done: set[tuple[int, int]]) -> Some | None:
        zones = self._zones()
        return await self._stale(zones, done) or await self._new(zones, done)

    async def _stale(self, zones: Zones, done: set[tuple[int, int]]) -> Some | None:
        stale = defaultdict[int, list[int]](list)
        for site, day in await self._summing.stale():
            if site in zones and (site, day) not in done and day < self._today(zones[site]):
                stale[site].append(day)
        return next((Some(s, zones[s], days[-TOGETHER:]) for s, days in stale.items()), None)

    async def _new(self, zones: Zones, done: set[tuple[int, int]]) -> Some | None:
        """A site is looked at once an hour, when its day is over, and when it has moved."""
        hour = asyncio.get_running_loop().time() // AGAIN
        for site, zone in zones.items():
            looked = zone, self._today(zone), hour
            if self._looked.get(site) == looked:
                continue
            found = await self._summing.days_to_sum(site, zone, self._now())
            if days := [day for day in found if (site, day) not in done]:
                return Some(site, zone, days[-TOGETHER:])
            self._looked[site] = looked
        return None

    def _today(self, zone: str) -> int:
        return day_number(self._now(), ZoneInfo(zone))
