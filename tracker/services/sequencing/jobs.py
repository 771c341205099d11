"""What goes on beside the serving in one process alone, as roles for `holding`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack

from tracker.services.sequencing.roles import Role

Working = Callable[[], AbstractAsyncContextManager[object]]  # such as `outbox.working`


def once(*parts: Working) -> Role:
    """All of these, one behind the other begun, as long as the lease is held."""

    async def work(_revision: int) -> None:
        async with AsyncExitStack() as working:
            for part in parts:
                await working.enter_async_context(part())
            await asyncio.Event().wait()

    return work
