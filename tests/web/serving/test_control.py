"""The control socket of a running server: who finds it, what it answers, what it leaves behind."""

import asyncio
import json
import os
import socket
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.eventually import PATIENCE
from tests.web.live.live_views import Stream
from tests.web.sites.owners import add_site, visit
from tracker.config import Config
from tracker.services.upkeep.control_socket import socket_path
from tracker.web import keys
from tracker.web.serving.server import controlled

ADDRESS = "http://127.0.0.1:8000"


@asynccontextmanager
async def asking(data_dir: Path) -> AsyncIterator[aiohttp.ClientSession]:
    with socket_path(data_dir) as path:
        connector = aiohttp.UnixConnector(path)
        async with aiohttp.ClientSession("http://control", connector=connector) as session:
            yield session


async def test_the_server_tells_its_figures(client: TestClient, as_user: AsUser) -> None:
    site = await add_site(await as_user())
    await visit(client, site)
    data_dir = client.app[keys.CONFIG].data_dir
    async with controlled(client.app, ADDRESS), asking(data_dir) as session:
        figures = await (await session.get("/status")).json()
    assert figures["address"] == ADDRESS
    assert (figures["sites"], figures["hits"], figures["queue"]) == (1, 1, 0)
    assert figures["database"] > 10_000
    assert figures["process"] == os.getpid()


async def test_every_site_is_listed(client: TestClient, as_user: AsUser) -> None:
    ours, theirs = await add_site(await as_user("ada")), await add_site(await as_user("bob"))
    data_dir = client.app[keys.CONFIG].data_dir
    async with controlled(client.app, ADDRESS), asking(data_dir) as session:
        listed = await (await session.get("/sites")).json()
    assert [site["key"] for site in listed] == [ours.key, theirs.key]


async def test_a_sites_stream_needs_no_token(client: TestClient, as_user: AsUser) -> None:
    site = await add_site(await as_user())
    await visit(client, site, "/pricing")
    data_dir = client.app[keys.CONFIG].data_dir
    async with controlled(client.app, ADDRESS), asking(data_dir) as session:
        async with session.get(f"/sites/{site.id}/live?cursor=0") as stream:
            assert stream.headers["Content-Type"].startswith("text/event-stream")
            paths = []
            async for line in stream.content:
                if line.startswith(b"data: "):
                    messages = json.loads(line[6:])
                    paths += [each["path"] for each in messages if each["type"] == "event"]
                    if messages[-1]["type"] == "ready":
                        break
    assert paths == ["/pricing"]


async def test_no_such_site_is_a_404(client: TestClient) -> None:
    data_dir = client.app[keys.CONFIG].data_dir
    async with controlled(client.app, ADDRESS), asking(data_dir) as session:
        assert (await session.get("/sites/7/live")).status == 404


@pytest.mark.parametrize("path", ["/status", "/sites", "/control/status"])
async def test_nothing_of_it_is_reachable_over_tcp(client: TestClient, path: str) -> None:
    assert (await client.get(path)).status == 404


async def test_only_the_servers_user_may_open_it(client: TestClient) -> None:
    data_dir = client.app[keys.CONFIG].data_dir
    async with controlled(client.app, ADDRESS):
        mode = (data_dir / "control.sock").stat().st_mode
    assert stat.S_ISSOCK(mode)
    assert stat.S_IMODE(mode) == 0o600
    assert not (data_dir / "control.sock").exists()


async def test_what_a_killed_server_left_is_replaced(client: TestClient) -> None:
    data_dir = client.app[keys.CONFIG].data_dir
    with socket_path(data_dir) as path, socket.socket(socket.AF_UNIX) as left:
        left.bind(path)
    async with controlled(client.app, ADDRESS), asking(data_dir) as session:
        assert (await session.get("/status")).status == 200


async def test_open_streams_end_with_the_server(client: TestClient, as_user: AsUser) -> None:
    site = await add_site(await as_user())
    async with asking(client.app[keys.CONFIG].data_dir) as session:
        async with controlled(client.app, ADDRESS):
            stream = await session.get(f"/sites/{site.id}/live")
            await Stream(stream).until("ready")
        assert await asyncio.wait_for(stream.content.read(), PATIENCE) == b""


class TestInADeepFolder:
    @pytest.fixture
    def config(self, config: Config) -> Config:
        return replace(config, data_dir=config.data_dir / ("deep" * 30) / ("deeper" * 20))

    async def test_a_long_path_is_no_obstacle(self, client: TestClient) -> None:
        data_dir = client.app[keys.CONFIG].data_dir
        async with controlled(client.app, ADDRESS), asking(data_dir) as session:
            assert (data_dir / "control.sock").is_socket()
            assert (await session.get("/status")).status == 200


class TestWhereNoSocketCanBe:
    async def test_the_server_serves_without(
        self, client: TestClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        (client.app[keys.CONFIG].data_dir / "control.sock").mkdir()
        async with controlled(client.app, ADDRESS):
            assert (await client.get("/healthz")).status == 200
        assert "No control socket" in caplog.text
