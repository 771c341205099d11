"""Below a path of a shop's own site: what its proxy passes on to Tracker, what it keeps back."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import NamedTuple

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.deploy.first_party import BEFORE, PATH, absent, shop
from tests.deploy.proxies import free_ports
from tests.seeded_data import Seeded
from tests.web.sites.owners import FIREFOX
from tracker.app import create_app
from tracker.config import Config
from tracker.web.serving.server import listening

pytestmark = pytest.mark.fault
VISITOR = "8.8.8.8"


class Before(NamedTuple):
    """The proxy's own address, and where it looks for Tracker."""

    by: str
    origin: str
    upstream: int


@pytest.fixture(scope="module", params=BEFORE)
def before(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Before]:
    if lacking := absent(request.param):
        pytest.skip(f"{lacking} not installed: scripts/proxies does it as root")
    (upstream,) = free_ports(1)
    folder = tmp_path_factory.mktemp("shop") / request.param
    with shop(request.param, folder, upstream, "<title>The shop</title>") as origin:
        yield Before(request.param, origin.replace("shop.example", "127.0.0.1"), upstream)


@pytest.fixture
async def browser(before: Before) -> AsyncIterator[aiohttp.ClientSession]:
    headers = {"X-Forwarded-For": VISITOR, "User-Agent": FIREFOX}
    async with aiohttp.ClientSession(before.origin, headers=headers) as session:
        yield session


@pytest.fixture
async def tracker(before: Before, config: Config, seeded: Seeded) -> AsyncIterator[None]:
    config = replace(
        config,
        port=before.upstream,
        public_url="https://stats.example.com",
        trusted_proxies=("127.0.0.1",),
    )
    async with listening(create_app(config)):
        yield


@asynccontextmanager
async def hearing(port: int) -> AsyncIterator[list[web.Request]]:
    """Instead of Tracker, who notes what comes."""
    heard = []

    async def hear(request: web.Request) -> web.Response:
        await request.read()
        heard.append(request)
        return web.Response()

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", hear)
    async with TestServer(app, port=port):
        yield heard


async def test_the_script_has_its_caching_and_a_hit_none(
    before: Before, browser: aiohttp.ClientSession, tracker: None, seeded: Seeded
) -> None:
    async with browser.get(f"{PATH}app.js") as script:
        assert script.status == 200
        assert script.headers["Cache-Control"] == "public, max-age=3600"
        assert script.content_type == "text/javascript"
        assert "visit/" in await script.text()
        tag = script.headers["ETag"]
    async with browser.get(f"{PATH}app.js", headers={"If-None-Match": tag}) as again:
        assert again.status == 304
    hit = {"url": "https://shop.example/a"}
    async with browser.get(f"{PATH}visit/{seeded.site.key}.gif", params=hit) as image:
        assert (image.status, image.headers["Cache-Control"]) == (200, "no-store")
        assert "X-Tracker-Refused" not in image.headers
    async with browser.post(f"{PATH}visit/{seeded.site.key}", json=hit) as answer:
        assert (answer.status, answer.headers["Cache-Control"]) == (204, "no-store")
    async with browser.post(f"{PATH}visit/nothing", json=hit) as answer:
        assert (answer.status, answer.headers["X-Tracker-Refused"]) == (404, "unknown")


async def test_owners_are_told_how_they_are_seen(
    before: Before, browser: aiohttp.ClientSession, tracker: None, seeded: Seeded
) -> None:
    async with browser.get(f"{PATH}visit/{seeded.site.key}/seen") as seen:
        text = await seen.text()
    assert text.startswith(f"You are seen at {VISITOR}.\n")
    assert "which is trusted" in text


async def test_what_passes_has_the_visitors_address_and_nobodys_cookie(
    before: Before, browser: aiohttp.ClientSession
) -> None:
    secrets = {"Cookie": "shop=1", "Authorization": "Basic eA==", "Forwarded": "for=6.6.6.6"}
    async with hearing(before.upstream) as heard:
        for path in ("visit/k?a=1&b=%2F", "js/script.js", "count?p=/x", "matomo.php", "api/event"):
            async with browser.post(PATH + path, data=b"{}", headers=secrets) as answer:
                assert answer.status == 200, path
    assert [each.path_qs for each in heard] == [
        "/visit/k?a=1&b=/",
        "/js/script.js",
        "/count?p=/x",
        "/matomo.php",
        "/api/event",
    ]
    for each in heard:
        assert not {"Cookie", "Authorization", "Forwarded"} & set(each.headers)
        hops = each.headers["X-Forwarded-For"].split(", ")
        assert hops[0] == VISITOR, "the balancer's word"
        assert hops[1:] in ([], ["127.0.0.1"])
        assert each.headers["User-Agent"] == FIREFOX
        if before.by != "node":
            assert each.headers["Host"] == "stats.example.com"


async def test_nothing_else_of_tracker_is_there(
    before: Before, browser: aiohttp.ClientSession
) -> None:
    async with hearing(before.upstream) as heard:
        for path in ("", "login", "sites/1/live", "api/sites/1", "visit/", "static/style.css"):
            async with browser.get(PATH + path, allow_redirects=False) as answer:
                assert answer.status == 404, path
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", int(before.origin.rpartition(":")[2])
        )
        asked = f"GET {PATH}visit/../login HTTP/1.1\r\nHost: shop.example\r\n"
        writer.write(f"{asked}Connection: close\r\n\r\n".encode())
        await reader.read()
        writer.close()
    assert [each.path for each in heard] == []
