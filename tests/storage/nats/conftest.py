"""NATS for tests of the engine itself: `nats` as processes use it, `client` beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.engines.engine import Engine
from tests.engines.nats_engine import nats_engine
from tests.engines.nats_server import NatsServers
from tests.eventually import PATIENCE
from tracker.storage.nats.connection import SteadyClient, connected


@pytest.fixture
async def nats(shared_nats: NatsServers) -> AsyncIterator[Engine]:
    async with nats_engine(shared_nats.url) as engine:
        yield engine


@pytest.fixture
async def beside(shared_nats: NatsServers) -> AsyncIterator[SteadyClient]:
    """A connection of the test's own."""
    async with connected(shared_nats.url, "beside", PATIENCE) as client:
        yield client
