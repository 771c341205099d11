"""A server in this process that has a site already and no limits of rate."""

from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient

from tests.seeded_data import Seeded
from tracker.config import Config


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, rate_per_address=10**6, rate_burst=10**6, rate_per_site=10**7)


@pytest.fixture
async def client(seeded: Seeded, client: TestClient) -> TestClient:
    return client
