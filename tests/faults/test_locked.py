"""Another program holds the database's write lock: short waits pass, long ones are refused."""

import asyncio
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

from tests.beacon_load import Load
from tests.eventually import eventually
from tests.faults.honesty import honesty
from tests.faults.locks import locked
from tests.seeded_data import Seeded

pytestmark = pytest.mark.fault


async def test_a_lock_of_two_seconds_delays_hits_and_refuses_none(
    client: TestClient, seeded: Seeded, data_dir: Path
) -> None:
    load = Load(client.port, seeded.site.key, "locked")
    async with load.running():
        await eventually(lambda: load.acknowledged)
        async with locked(data_dir):
            await asyncio.sleep(1)
            waiting = len(load.acknowledged)
            await asyncio.sleep(1)
            assert len(load.acknowledged) == waiting, "nothing was locked"
    found = honesty(load, seeded.site, data_dir)
    assert found.is_clean, found
    assert not found.refused


async def test_a_lock_of_eight_seconds_refuses_hits_and_stores_none_of_those(
    client: TestClient, seeded: Seeded, data_dir: Path
) -> None:
    load = Load(client.port, seeded.site.key, "locked")
    async with load.running():
        await eventually(lambda: load.acknowledged)
        async with locked(data_dir):
            await asyncio.sleep(8)
        served = len(load.acknowledged)
        await eventually(lambda: len(load.acknowledged) > served + 100)
    found = honesty(load, seeded.site, data_dir)
    assert found.is_clean, found
    assert found.refused
