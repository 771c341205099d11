"""The clockwork beside the requests: who is gone, presence to the watchers, tomorrow's salts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from tracker.services.live import Live
from tracker.services.presence import Presence
from tracker.storage.salts import Salts

logger = logging.getLogger(__name__)

EVERY = 0.5  # seconds: presence is told at most twice a second
SALTS_EVERY = 7_200  # ticks: an hour


async def tick(presence: Presence, live: Live, salts: Salts, now: Callable[[], int]) -> None:
    """Until cancelled."""
    ticks = 0
    while True:
        await asyncio.sleep(EVERY)
        ticks += 1
        presence.sweep(now())
        for site_id in live.watched:
            site = presence.of(site_id)
            if site.changed:
                site.changed = False
                live.tell(site_id, site.message())
        if ticks % SALTS_EVERY == 0:
            await _turn(salts, now())


def load_salts(salts: Salts, now: int) -> None:
    """A full or read-only disk must not keep the server from starting. Blocks."""
    try:
        salts.load(now)
    except OSError as error:
        logger.error("The salts could not be written, they hold until a stop: %s", error)


async def _turn(salts: Salts, now: int) -> None:
    """A full disk must not stop the clock: there are salts for two days more."""
    try:
        await asyncio.to_thread(salts.turn, now)
    except OSError as error:
        logger.error("The salts could not be written, trying again in an hour: %s", error)
