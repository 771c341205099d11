"""A disk that is slow at random and fails at times, under load."""

import asyncio
import random
from collections.abc import Sequence

import pytest
from aiohttp.test_utils import TestClient

from tests.beacon_load import Load
from tests.eventually import eventually
from tests.faults.honesty import Honesty, honesty
from tests.seeded_data import Seeded
from tracker.domain.rows import Row
from tracker.services.recording import waiting
from tracker.storage.file.errors import Locked
from tracker.web import keys

DELAYS = (0, 0, 0.01, 0.05, 0.3)  # seconds
FAILS = 0.1  # of the commits
PATIENCE = 0.1  # seconds, so that entries do expire


async def on_a_slow_disk(
    client: TestClient, seeded: Seeded, patch: pytest.MonkeyPatch, refused: int
) -> Honesty:
    """Post until `refused` hits were answered 503, then compare answers and disk."""
    chance = random.Random(refused)
    log = client.app[keys.LOG]
    append = log.append

    async def slow(batch: Sequence[Row], position: int) -> None:
        await asyncio.sleep(chance.choice(DELAYS))
        if chance.random() < FAILS:
            raise Locked("database is locked")
        await append(batch, position)

    patch.setattr(log, "append", slow)
    patch.setattr(waiting, "PATIENCE", PATIENCE)
    load = Load(client.port, seeded.site.key, "slow")
    async with load.running():
        await eventually(lambda: len(load.answered(503)) >= refused, within=60 + refused / 20)
    return honesty(load, seeded.site, client.app[keys.CONFIG].data_dir)
