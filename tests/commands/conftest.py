"""Fixtures of the commands' tests."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient

from tracker.config import Config
from tracker.storage.disk.private_files import only_ours
from tracker.storage.file.database import Database
from tracker.web.serving.server import controlled

ADDRESS = "http://127.0.0.1:8000"


@pytest.fixture
async def served(client: TestClient) -> AsyncIterator[None]:
    """The running `client`'s server has its control socket."""
    async with controlled(client.app, ADDRESS):
        yield


@pytest.fixture(params=["beside a server", "without a server"])
def anywhere(request: pytest.FixtureRequest, config: Config) -> None:
    """A database, with a server at work on it and without."""
    if request.param == "beside a server":
        request.getfixturevalue("served")
    else:
        asyncio.run(make_database(config))


async def make_database(config: Config) -> None:
    config.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = config.data_dir / "tracker.db"
    with only_ours():
        async with Database.open(path, environment=config.environment):
            pass
