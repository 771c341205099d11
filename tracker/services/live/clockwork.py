"""The clockwork beside the requests: who is gone, presence to the watchers, tomorrow's salts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from itertools import count

from tracker.services.live.fan_out import Live
from tracker.services.presence.presence import Presence
from tracker.storage.log.salts import Salts

logger = logging.getLogger(__name__)

EVERY = 0.5  # seconds: presence is told at most twice a second
SLICES = 25  # of that time: all sites in one go would hold up the hits for as long as it takes
SALTS_EVERY = 7_200  # ticks: an hour


async def tick(presence: Presence, live: Live, salts: Salts, now: Callable[[], int]) -> None:
    """Until cancelled."""
    for ticks in count(1):
        await _tell_all(presence, live, now)
        if ticks % SALTS_EVERY == 0:
            await _turn(salts, now())


async def tell_presence(presence: Presence, live: Live, now: Callable[[], int]) -> None:
    """The same where somebody else sees to the salts."""
    while True:
        await _tell_all(presence, live, now)


async def _tell_all(presence: Presence, live: Live, now: Callable[[], int]) -> None:
    presence.sweep(now())
    watched = live.watched
    slices = max(1, min(SLICES, len(watched)))
    for number in range(slices):
        await asyncio.sleep(EVERY / slices)
        _tell(presence, live, watched[number::slices])


def _tell(presence: Presence, live: Live, sites: Sequence[int]) -> None:
    for site_id in sites:
        site = presence.of(site_id)
        site.turn_to(presence.at)
        if site.changed:
            site.changed = False
            live.tell(site_id, site.message())


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
