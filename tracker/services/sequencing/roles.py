"""What one process does for all, while it holds the lease of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from tracker.services.background import beside
from tracker.storage.file.errors import Fenced
from tracker.storage.processes.leases import Lease, Leases

logger = logging.getLogger(__name__)

Role = Callable[[Lease], Awaitable[None]]  # goes on until cancelled


def by_number(work: Callable[[int], Awaitable[None]]) -> Role:
    """Given the lease's revision. Whatever it writes to is fenced by itself: it holds on, until
    another has the lease."""
    return lambda lease: work(lease.revision)


def while_ours(role: Role) -> Role:
    """Which has no other fence: it ends, too, where another may have had the lease meanwhile."""

    async def work(lease: Lease) -> None:
        async with asyncio.TaskGroup() as beside_it:
            watching = beside_it.create_task(_watch(lease.lapsed))
            await role(lease)
            watching.cancel()

    return work


class Lost(Exception):
    """Somebody else holds the lease."""


@asynccontextmanager
async def holding(leases: Leases, roles: Mapping[str, Role]) -> AsyncIterator[None]:
    """Each role, by the name of its lease, while the context is open and nobody else has it."""
    async with AsyncExitStack() as working:
        for name, role in roles.items():
            await working.enter_async_context(beside(partial(again_and_again, leases, name, role)))
        yield


async def again_and_again(leases: Leases, name: str, role: Role) -> None:
    """Until cancelled: who has lost it or was fenced begins anew, as one of those who wait."""
    while True:
        async with leases.hold(name) as lease:
            await until_lost(name, lease, role)


async def until_lost(name: str, lease: Lease, role: Role) -> None:
    """Ends where another has come; that is how it should be."""
    try:
        async with asyncio.TaskGroup() as beside_it:
            watching = beside_it.create_task(_watch(lease.lost))
            await role(lease)
            watching.cancel()
    except* (Lost, Fenced) as ended:
        logger.info("%s is done by another: %r", name, ended.exceptions[0])


async def _watch(over: asyncio.Event) -> None:
    await over.wait()
    raise Lost
