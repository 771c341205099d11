"""A server at an address for which browsers make passkeys; it sends mails."""

from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from tests.conftest import AsUser, Stranger
from tests.mailbox import Mailbox
from tests.product_server import ProductServer
from tests.web.passkeys.holders import AT, ORIGIN
from tracker.config import Config


@pytest.fixture
def config(config: Config, mailbox: Mailbox) -> Config:
    return replace(config, mail_url=mailbox.url, public_url=ORIGIN)


@pytest.fixture
async def client(app: web.Application, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(ProductServer(app), headers=AT)


@pytest.fixture
def stranger(client: TestClient, aiohttp_client: AiohttpClient) -> Stranger:
    async def come() -> TestClient:
        return await aiohttp_client(client.server, headers=AT)

    return come


@pytest.fixture
async def ada(as_user: AsUser) -> TestClient:
    return await as_user("ada")
