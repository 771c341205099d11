"""Whose past is learned when: each site's at first, and again each hour."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from tracker.services.alerts.learned import Learned
from tracker.services.alerts.site_watch import SiteWatch
from tracker.storage.sites.sites import Site

LOOK_EVERY = 1.0  # seconds
LEARN_EVERY = 3_600_000  # ms: the hours of the weeks before change no faster
AGAIN = 60_000  # ms after reports could not answer

Learn = Callable[[Site], Awaitable[Learned | None]]


class LearningTurns:
    """`learned` is told of a site whose past is known now."""

    def __init__(
        self,
        watches: Mapping[int, SiteWatch],
        now: Callable[[], int],
        learned: Callable[[int], None],
    ) -> None:
        self._watches = watches
        self._now = now
        self._learned = learned
        self._due: dict[int, int] = {}
        self._wake = asyncio.Event()

    def add(self, site_id: int) -> None:
        """At once, unless it is known."""
        self._due.setdefault(site_id, 0)
        self._wake.set()

    def forget(self, site_id: int) -> None:
        """It is watched no more."""
        self._due.pop(site_id, None)

    async def work(self, learn: Learn) -> None:
        """Without an end."""
        while True:
            await self._turn(learn)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY):
                    await self._wake.wait()
            self._wake.clear()

    async def _turn(self, learn: Learn) -> None:
        now = self._now()
        for site_id, due in list(self._due.items()):
            watch = self._watches.get(site_id)
            if watch is None or now < due:
                continue
            learned = await learn(watch.site)
            self._due[site_id] = now + (LEARN_EVERY if learned else AGAIN)
            if learned:
                watch.learn(learned, self._now())
                self._learned(site_id)
