"""An engine that is away is waited for: what it holds is safe, and nobody else can do the work."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from tracker.storage.file.errors import RefusesForNow
from tracker.storage.processes.told_to_end import heed_the_end

logger = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.02, 1.0  # seconds between tries
T = TypeVar("T")


async def patiently(what: str, call: Callable[[], Awaitable[T]]) -> T:
    """What the call gives as soon as it is not refused any more. `what` is not done meanwhile."""
    pause = FIRST_PAUSE
    while True:
        heed_the_end()
        try:
            answer = await call()
        except RefusesForNow as error:
            if pause == LONGEST_PAUSE:
                logger.warning("Cannot %s yet: %s", what, error)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        else:
            return answer
