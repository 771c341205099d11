"""Fronts of one server, which have nothing in common but PostgreSQL and a bus."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from tests.engines.memory_bus import MemoryBus
from tests.services.following.front import Front, front


@pytest.fixture
async def fronts(address: str) -> AsyncIterator[list[Front]]:
    """Two that run."""
    bus = MemoryBus()
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(front(address, bus)) for _ in range(2)]
