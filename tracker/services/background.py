"""Work that goes on beside the serving while a context is open."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

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
        await put_to_an_end(task)


async def put_to_an_end(task: asyncio.Task[None]) -> None:
    """Cancel it and wait until it has ended, however it does. Whoever waits here may be cancelled,
    too, and then is: it is the task's own cancellation alone that goes no further."""
    task.cancel()
    await asyncio.wait({task})
    if not task.cancelled() and (error := task.exception()):
        log.error("Work beside the serving failed at its end", exc_info=error)


async def lasting(work: Work) -> None:
    """Until it is done, or cancelled: an error that nobody expected is logged, and it begins anew.
    A task that ended instead would be missed by nobody before the stop."""
    while True:
        try:
            return await work()
        except Exception:
            if _is_told_to_end():
                raise
            log.exception("Work beside the serving failed, and begins anew")
            await asyncio.sleep(PAUSE)


def _is_told_to_end() -> bool:
    """Whether this task was cancelled, though what it has met since looks like a failure."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
