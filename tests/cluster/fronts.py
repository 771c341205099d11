"""Fronts of one server in the test's own process, so that it can look into what they hold."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from tests.cluster.house import House
from tests.conftest import OUR_PAGE
from tests.fixtures.server import QUICK
from tests.product_server import ProductServer
from tests.web.leaving.stage import HOST, Asked
from tracker.app import create_app
from tracker.config import Config
from tracker.services.accounts.passwords import Passwords
from tracker.web import keys

ALL = ("front", "sequencer", "filer", "jobs")


async def front(
    house: House, config: Config, come: AiohttpClient, name: str, roles: tuple[str, ...]
) -> TestClient:
    """A browser at one that serves, with a data folder of its own. Each is called otherwise: who
    asks the one that does everything calls it HOST."""
    is_named = roles == ALL
    settings = replace(
        config,
        data_dir=config.data_dir.with_name(name),
        queue_url=house.settings["QUEUE_URL"],
        events_url=house.settings["EVENTS_URL"],
        accounts_url=house.settings["ACCOUNTS_URL"],
        shards=int(house.settings["SHARDS"]),
        roles=roles,
        registration="open",
        admins=("root@example.com",),
        public_url=f"http://{HOST}" if is_named else "",
    )
    app = create_app(settings, many_are_tried=True)
    app[keys.PASSWORDS] = Passwords(QUICK)
    return await come(ProductServer(app), headers=OUR_PAGE | ({"Host": HOST} if is_named else {}))


async def sent(client: TestClient, asked: Asked) -> tuple[int, bytes]:
    """What a request as bytes can say it is answered: the status, and all of its head."""
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    writer.write(asked.sent())
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    finally:
        writer.close()
    return int(head[9:12]), head
