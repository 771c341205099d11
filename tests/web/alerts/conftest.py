"""A server that may write to this machine, a program there that it tells, and a site of Ada's."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from tests.alert_target import AlertTarget, alert_target
from tests.conftest import OUR_PAGE, AsUser, Stranger
from tests.product_server import ProductServer
from tests.web.sites.owners import add_site
from tracker.config import Config
from tracker.storage.sites.sites import Site

HOST = OUR_PAGE | {"Host": "stats.example"}


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, alert_networks=("127.0.0.1",), public_url="http://stats.example")


@pytest.fixture
async def client(app: web.Application, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(ProductServer(app), headers=HOST)


@pytest.fixture
def stranger(client: TestClient, aiohttp_client: AiohttpClient) -> Stranger:
    async def come() -> TestClient:
        return await aiohttp_client(client.server, headers=HOST)

    return come


@pytest.fixture
async def target() -> AsyncIterator[AlertTarget]:
    async with alert_target() as running:
        yield running


@pytest.fixture
async def ada(as_user: AsUser) -> TestClient:
    return await as_user("ada")


@pytest.fixture
async def site(ada: TestClient) -> Site:
    return await add_site(ada)
