"""Two processes that are one server, as far as they know the same for a while."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from aiohttp import web

from tests.clock import Clock
from tracker.together import remembering_together
from tracker.web import keys


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def engines(address: str) -> AsyncIterator[list[Any]]:
    """Each with a connection of its own."""
    from tracker.storage.postgres.accounts import PostgresAccounts

    async with AsyncExitStack() as stack:
        opened = [PostgresAccounts.open(address) for _ in range(2)]
        yield [await stack.enter_async_context(each) for each in opened]


@pytest.fixture
async def fronts(engines: list[Any], clock: Clock) -> AsyncIterator[list[web.Application]]:
    async with AsyncExitStack() as stack:
        apps = []
        for accounts in engines:
            app = web.Application()
            app[keys.CLOCK] = clock
            await stack.enter_async_context(remembering_together(app, accounts))
            apps.append(app)
        yield apps
