"""The engines that are held to the same rules: each test of these runs on every one."""

import time
from collections.abc import AsyncIterator

import pytest

from tests.engines.clickhouse_server import clickhouse, clickhouse_url, empty_clickhouse
from tests.engines.engine import Engine
from tests.engines.memory_bus import MemoryBus
from tests.engines.memory_inbox import MemoryInbox
from tests.engines.memory_leases import MemoryLeases
from tests.engines.memory_shard_log import MemoryShardLog
from tests.engines.nats_engine import nats_engine
from tests.engines.nats_server import needs_nats

__all__ = ["clickhouse", "clickhouse_url", "empty_clickhouse", "engine"]


def now() -> int:
    return time.time_ns() // 1_000_000


@pytest.fixture(params=["memory", pytest.param("nats", marks=needs_nats)])
async def engine(request: pytest.FixtureRequest) -> AsyncIterator[Engine]:
    if request.param == "memory":
        yield Engine(
            MemoryInbox(), MemoryShardLog(2, now=now), MemoryBus(), MemoryLeases(), 0, 1, "test"
        )
        return
    async with nats_engine(request.getfixturevalue("shared_nats").url) as made:
        yield made
