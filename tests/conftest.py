"""Fixtures that every test may ask for; CONTRIBUTING.md lists them."""

import inspect
import re
import shutil
from pathlib import Path
from unittest.mock import Mock

import aiohttp
import aioresponses.core
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from tracker.app import create_app
from tracker.config import Config

# aioresponses does not know the stream_writer that aiohttp 3.14 asks for.
if "stream_writer" in inspect.signature(aiohttp.ClientResponse.__init__).parameters:

    class MockedResponse(aiohttp.ClientResponse):
        def __init__(self, *args, stream_writer=None, **options):
            writer = stream_writer or Mock(output_size=0)
            super().__init__(*args, stream_writer=writer, **options)

    aioresponses.core.ClientResponse = MockedResponse


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--keep-data",
        metavar="DIR",
        help="keep each test's data folder under DIR, named after the test, to look into later",
    )


@pytest.fixture
def data_dir(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    kept = request.config.getoption("--keep-data")
    if kept is None:
        return tmp_path / "data"
    folder = Path(kept).absolute() / re.sub(r"[^\w.-]+", "-", request.node.name)
    shutil.rmtree(folder, ignore_errors=True)
    return folder


@pytest.fixture
def config(data_dir: Path) -> Config:
    return Config(data_dir=data_dir, port=0, environment="test")


@pytest.fixture
def app(config: Config) -> web.Application:
    return create_app(config)


@pytest.fixture
async def client(app: web.Application, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(app)
