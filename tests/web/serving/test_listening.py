"""Where the server listens: a Unix socket of its own, and sockets that somebody hands over."""

import asyncio
import errno
import json
import os
import socket
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, nullcontext
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from tests.eventually import PATIENCE
from tests.handed_socket import held
from tests.seeded_data import Seeded
from tests.web.sites.owners import FIREFOX
from tracker.app import create_app
from tracker.config import Config
from tracker.settings.reading import ConfigError
from tracker.storage.log.totals import stored_events
from tracker.web import keys
from tracker.web.serving.listening import unix_socket
from tracker.web.serving.server import listening

VISITOR = "203.0.113.9"


@pytest.fixture
def config(config: Config, tmp_path: Path) -> Config:
    return replace(config, socket=tmp_path / "tracker.sock")


@asynccontextmanager
async def through(path: Path) -> AsyncIterator[aiohttp.ClientSession]:
    """A proxy's session: every request goes through the socket."""
    async with aiohttp.ClientSession(
        "http://stats.example.com", connector=aiohttp.UnixConnector(str(path))
    ) as session:
        yield session


async def test_a_unix_socket_serves_the_group_and_nobody_else(
    app: web.Application, config: Config
) -> None:
    assert config.socket
    async with listening(app) as port:
        assert port == 0
        mode = config.socket.stat().st_mode
        assert (stat.S_ISSOCK(mode), stat.S_IMODE(mode)) == (True, 0o660)
        async with through(config.socket) as proxy, proxy.get("/login") as page:
            assert page.status == 200
    assert not config.socket.exists()


@pytest.mark.parametrize(("umask", "serves"), [(0o077, True), (0, False)])
async def test_a_disk_that_keeps_modes_serves_only_where_others_are_shut_out(
    config: Config, monkeypatch: pytest.MonkeyPatch, umask: int, serves: bool
) -> None:
    assert config.socket

    def deny(*_: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "fchmod", deny)
    monkeypatch.setattr(type(config.socket), "chmod", deny)
    before = os.umask(umask)
    try:
        with nullcontext() if serves else pytest.raises(PermissionError, match="others can open"):
            with unix_socket(config.socket):
                assert config.socket.stat().st_mode & 0o007 == 0
    finally:
        os.umask(before)
    assert not config.socket.exists()


@pytest.mark.parametrize("ordinary", ["", "?"], ids=["short way", "ordinary way"])
@pytest.mark.parametrize("spoof", ["", "198.51.100.1, "], ids=["honest", "spoofed"])
async def test_the_proxy_behind_a_unix_socket_is_believed_about_the_visitor(
    seeded: Seeded, app: web.Application, config: Config, ordinary: str, spoof: str
) -> None:
    assert config.socket
    seen = []
    async with listening(app):
        intake = app[keys.INTAKE]
        admit = intake.admit
        intake.admit = lambda key, address: seen.append(address) or admit(key, address)
        async with through(config.socket) as proxy:
            answer = await send(proxy, seeded, ordinary, {"X-Forwarded-For": f"{spoof}{VISITOR}"})
            assert (answer.status, answer.headers.get("X-Tracker-Refused")) == (204, None)
    assert seen == [VISITOR]


@pytest.mark.parametrize("ordinary", ["", "?"], ids=["short way", "ordinary way"])
async def test_a_proxy_that_says_nothing_loses_no_visit(
    seeded: Seeded, app: web.Application, config: Config, ordinary: str
) -> None:
    assert config.socket
    async with listening(app):
        async with through(config.socket) as proxy:
            answer = await send(proxy, seeded, ordinary, {})
            assert (answer.status, answer.headers.get("X-Tracker-Refused")) == (204, None)
        stored = await stored_events(app[keys.DATABASE], seeded.site.id)
        assert stored == 1


async def send(
    proxy: aiohttp.ClientSession, seeded: Seeded, ordinary: str, headers: dict[str, str]
) -> aiohttp.ClientResponse:
    hit = json.dumps({"name": "pageview", "url": "https://example.com/"}).encode()
    path = f"/visit/{seeded.site.key}{ordinary}"
    return await proxy.post(path, data=hit, headers=headers | {"User-Agent": FIREFOX})


async def test_what_a_killed_server_left_is_replaced(app: web.Application, config: Config) -> None:
    assert config.socket
    with closing(socket.socket(socket.AF_UNIX)) as left:
        left.bind(str(config.socket))
    async with listening(app), through(config.socket) as proxy, proxy.get("/healthz") as answer:
        assert answer.status == 200


async def test_a_living_servers_socket_is_not_taken(
    app: web.Application, config: Config, tmp_path: Path
) -> None:
    assert config.socket
    other = create_app(replace(config, data_dir=tmp_path / "other"))
    async with listening(app):
        with pytest.raises(OSError, match="in use"):
            async with listening(other):
                pass
        async with through(config.socket) as proxy, proxy.get("/healthz") as answer:
            assert answer.status == 200


def test_a_path_that_cannot_be_a_socket_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / ("x" * 101)):
        with pytest.raises(ConfigError, match="SOCKET"):
            Config.load({"SOCKET": str(path)})


@pytest.mark.parametrize("kind", ["unix", "tcp"])
async def test_a_socket_that_is_handed_over_outlives_the_server(
    app: web.Application, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "handed.sock" if kind == "unix" else None
    with held(path) as listener:
        async with listening(app, [listener.dup()]) as port:
            assert port == (0 if path else listener.getsockname()[1])
            assert b"200 OK" in await get(listener)
        # Nobody serves now. Whoever comes is not refused but waits.
        waiting = asyncio.create_task(get(listener))
        again = create_app(app[keys.CONFIG])
        async with listening(again, [listener.dup()]):
            assert b"200 OK" in await asyncio.wait_for(waiting, PATIENCE)


async def get(listener: socket.socket) -> bytes:
    address = listener.getsockname()
    if listener.family == socket.AF_UNIX:
        reader, writer = await asyncio.open_unix_connection(address)
    else:
        reader, writer = await asyncio.open_connection(*address)
    with closing(writer):
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        return await reader.read()


async def test_who_has_connected_before_the_stop_is_still_answered(
    app: web.Application, seeded: Seeded
) -> None:
    """A proxy's connection on which a request is on its way as the server stops."""
    asked = asyncio.Event()

    async def ask_late(address: tuple[str, int]) -> tuple[bytes, bytes]:
        fresh, used = [await asyncio.open_connection(*address) for _ in range(2)]
        used[1].write(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        await used[0].readuntil(b"}")
        asked.set()
        await asyncio.sleep(0.2)
        hit = b'{"name":"pageview","url":"https://example.com/"}'
        head = f"POST /visit/{seeded.site.key} HTTP/1.1\r\nHost: a\r\nUser-Agent: {FIREFOX}\r\n"
        for _, writer in (fresh, used):
            writer.write(f"{head}Content-Length: {len(hit)}\r\n\r\n".encode() + hit)
        answers = [await reader.read() for reader, _ in (fresh, used)]
        for _, writer in (fresh, used):
            writer.close()
        return answers[0], answers[1]

    with held() as listener:
        async with listening(app, [listener.dup()]):
            late = asyncio.create_task(ask_late(listener.getsockname()))
            await asked.wait()
        for answer in await late:
            assert answer.startswith(b"HTTP/1.1 204")
            assert b"connection: close" in answer.lower()
