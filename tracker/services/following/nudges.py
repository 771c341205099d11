"""Whoever has seen a change says so to the others: they look at once, not half a second later."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tracker.services.background import beside
from tracker.storage.processes.bus import Bus
from tracker.storage.processes.settings_feed import SettingsFeed
from tracker.storage.processes.told_to_end import heed_the_end

TOPIC = "changed"


class Nudges:
    """Lost ones cost that half second: the feed is read all the same."""

    def __init__(self, feed: SettingsFeed, bus: Bus) -> None:
        self._feed = feed
        self._bus = bus
        self._newest = 0

    def reached(self, upto: int) -> None:
        """All is known here up to that number."""
        if upto > self._newest:  # else somebody has told it already
            self._newest = upto
            self._bus.tell(TOPIC, str(upto).encode())

    @asynccontextmanager
    async def hearing(self) -> AsyncIterator[None]:
        """While the context is open."""
        async with beside(self._hear):
            yield

    async def _hear(self) -> None:
        while True:
            heed_the_end()
            async with self._bus.hear(TOPIC) as told:
                async for each in told:
                    heed_the_end()
                    self._heard(each.data)

    def _heard(self, data: bytes) -> None:
        if data.isdigit() and int(data) > self._newest:
            self._newest = int(data)
            self._feed.nudge()
