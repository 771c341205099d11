"""An engine that is away is waited for: what it holds is safe, and nobody else can do the work."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from tracker.storage.file.errors import RefusesForNow

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


def heed_the_end() -> None:
    """End if this task was told to: `asyncio.wait_for` of Python 3.11, which engines' clients call,
    goes on as if nothing were where it is cancelled just as what it waits for comes."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
