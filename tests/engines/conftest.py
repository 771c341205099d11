"""The engines that are held to the same rules: each test of these runs on every one."""

import pytest

from tests.engines.engine import Engine
from tests.engines.memory_bus import MemoryBus
from tests.engines.memory_inbox import MemoryInbox
from tests.engines.memory_leases import MemoryLeases
from tests.engines.memory_shard_log import MemoryShardLog


@pytest.fixture(params=["memory"])
async def engine(request: pytest.FixtureRequest) -> Engine:
    assert request.param == "memory"
    return Engine(MemoryInbox(), MemoryShardLog(2), MemoryBus(), MemoryLeases(), 0, 1, "test")
