"""What goes on beside the serving in one process alone, as roles for `holding`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack

from tracker.services.sequencing.held import Held
from tracker.services.sequencing.roles import Role, while_ours
from tracker.storage.processes.leases import Lease

Working = Callable[[], AbstractAsyncContextManager[object]]  # such as `outbox.working`


def once(held: Held, *parts: Working) -> Role:
    """All of these, one behind the other begun, as long as the lease is held: `held` says it to
    them."""

    async def work(lease: Lease) -> None:
        async with AsyncExitStack() as working:
            working.enter_context(held.by(lease))
            for part in parts:
                await working.enter_async_context(part())
            await asyncio.Event().wait()

    return while_ours(work)
