"""Fixtures of the commands' tests."""

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient

from tracker.web.server import controlled

ADDRESS = "http://127.0.0.1:8000"


@pytest.fixture
async def served(client: TestClient) -> AsyncIterator[None]:
    """The running `client`'s server has its control socket."""
    async with controlled(client.app, ADDRESS):
        yield
