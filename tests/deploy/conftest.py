"""The server behind a proxy: the proxy is a process and stays, the server is made for each test."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from tests.deploy.proxies import PROXIES, SHARED, WHOLE, Proxy, Upstream, free_ports, missing
from tests.seeded_data import SESSION, Seeded
from tracker.app import create_app
from tracker.config import Config
from tracker.services.places.local import geo_folder
from tracker.web import keys
from tracker.web.asking.client import address_of
from tracker.web.serving.server import listening


@pytest.fixture(scope="session")
def upstream(tmp_path_factory: pytest.TempPathFactory) -> Upstream:
    # Not in a test's own folder: those have paths too long for a socket.
    return Upstream(tmp_path_factory.mktemp("up") / "t.sock", free_ports(1)[0])


@pytest.fixture(scope="session", params=PROXIES)
def proxy(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, upstream: Upstream
) -> Iterator[Proxy]:
    if absent := missing(request.param, "openssl"):
        pytest.skip(f"{' and '.join(absent)} not installed: scripts/proxies does it as root")
    folder = tmp_path_factory.mktemp("proxy") / request.param
    with PROXIES[request.param](folder, upstream) as proxy:
        yield proxy


class Call(NamedTuple):
    """One request as it arrived at a handler or on the short way."""

    method: str
    path: str
    address: str


class Served(NamedTuple):
    """A server behind the proxy; `calls` are all that reached it."""

    app: web.Application
    calls: list[Call]
    cookie: str


@pytest.fixture
def places(config: Config, seeded: Seeded, unpacked_places: Path) -> None:
    with suppress(OSError):
        (geo_folder(config.data_dir) / unpacked_places.name).hardlink_to(unpacked_places)


@pytest.fixture
async def whole(
    seeded: Seeded, config: Config, upstream: Upstream, places: None
) -> AsyncIterator[Served]:
    """On the whole host, at the Unix socket."""
    config = replace(config, socket=upstream.path, public_url=f"https://{WHOLE}")
    async with serving(config, f"__Host-tracker={SESSION}") as served:
        yield served


@pytest.fixture
async def below(
    seeded: Seeded, config: Config, upstream: Upstream, places: None
) -> AsyncIterator[Served]:
    """Below /stats, at the port."""
    config = replace(
        config,
        port=upstream.port,
        public_url=f"https://{SHARED}",
        base_path="/stats",
        trusted_proxies=("127.0.0.1",),
    )
    async with serving(config, f"__Secure-tracker={SESSION}") as served:
        yield served


@asynccontextmanager
async def serving(config: Config, cookie: str) -> AsyncIterator[Served]:
    app = create_app(replace(config, rate_per_address=10**6, rate_burst=10**6))
    calls: list[Call] = []
    app.middlewares.insert(0, remembering(calls))
    async with listening(app):
        intake = app[keys.INTAKE]
        admit = intake.admit

        def admitted(key: str, address: str) -> object:
            calls.append(Call("", f"/visit/{key}", address))
            return admit(key, address)

        intake.admit = admitted
        yield Served(app, calls, cookie)


def remembering(calls: list[Call]) -> Middleware:
    @web.middleware
    async def remember(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not request.path.startswith("/visit/"):  # those are remembered where both ways meet
            calls.append(Call(request.method, request.path, address_of(request)))
        return await handler(request)

    return remember
