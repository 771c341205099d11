"""Work that goes on beside the serving while a context is open."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

log = logging.getLogger(__name__)

PAUSE = 5.0  # seconds before work that has failed begins anew

Work = Callable[[], Awaitable[None]]


@asynccontextmanager
async def beside(work: Work) -> AsyncIterator[None]:
    """Work while the context is open."""
    task = asyncio.create_task(lasting(work))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def lasting(work: Work) -> None:
    """Until it is done, or cancelled: an error that nobody expected is logged, and it begins anew.
    A task that ended instead would be missed by nobody before the stop."""
    while True:
        try:
            return await work()
        except Exception:
            log.exception("Work beside the serving failed, and begins anew")
            await asyncio.sleep(PAUSE)
