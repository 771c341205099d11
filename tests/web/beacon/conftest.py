"""A server with a site, and the ways a hit can take to it."""

import pytest
from aiohttp.test_utils import TestClient

from tests.seeded_data import Seeded
from tests.ways import WAYS, Way


@pytest.fixture(params=WAYS.values(), ids=WAYS)
def way(request: pytest.FixtureRequest) -> Way:
    return request.param


@pytest.fixture
async def client(seeded: Seeded, client: TestClient) -> TestClient:
    return client
