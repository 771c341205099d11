"""A page that stays open while a backup is put in the database's place: it begins anew."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession
from playwright.async_api import expect

from tests.browser.conftest import Person
from tests.browser.server_under_test import free_port
from tests.browser.test_blocked_sockets import IMPATIENT
from tests.conftest import Cli
from tests.product_server import ProductServer
from tests.refusing_proxy import refusing_proxy
from tests.seeded_data import Seeded
from tests.web.sites.owners import FIREFOX
from tracker.app import create_app
from tracker.config import Config

pytestmark = pytest.mark.embedded("stops and starts the server")
Served = Callable[[], AbstractAsyncContextManager[ProductServer]]


@pytest.fixture
def config(data_dir: Path) -> Config:
    return Config(data_dir=data_dir, port=0, environment="test", demo_site=1)


@pytest.fixture
def served(config: Config) -> Served:
    """A life of the server, always on the same port."""
    port = free_port()

    @asynccontextmanager
    async def serve() -> AsyncIterator[ProductServer]:
        async with ProductServer(create_app(config), port=port) as server:
            yield server

    return serve


async def visit(server: ProductServer, seeded: Seeded, path: str) -> None:
    """By somebody else each time."""
    hit = {"name": "pageview", "url": f"https://example.com{path}", "title": "A page"}
    async with ClientSession(headers={"User-Agent": f"{FIREFOX} {path}"}) as session:
        url = server.make_url(f"/visit/{seeded.site.key}")
        async with session.post(url, json=hit) as answer:
            assert answer.status == 204


@pytest.mark.parametrize("refuses", [None, 403], ids=["socket", "asking"])
async def test_the_page_shows_the_restored_log_alone(
    served: Served, seeded: Seeded, person: Person, cli: Cli, refuses: int | None
) -> None:
    async with served() as server:
        await visit(server, seeded, "/kept")
        port = server.port
    made = json.loads((await cli("backup", "--json")).stdout)
    page = await (await person()).new_page()
    await page.add_init_script(IMPATIENT)
    async with refusing_proxy(port, refuses) as proxy:
        async with served() as server:
            for path in ("/lost", "/lost too"):
                await visit(server, seeded, path)
            await page.goto(f"http://127.0.0.1:{proxy.port}/")
            await expect(page.locator(".path")).to_have_text(["/lost too", "/lost", "/kept"])
        done = await cli("restore", made["path"])
        assert done.exit_code == 0, done.output
        async with served() as server:
            for number in range(3):  # the restored log grows beyond what the page has seen
                await visit(server, seeded, f"/{number}")
            rows = ["/2", "/1", "/0", "/kept"]
            await expect(page.locator(".path")).to_have_text(rows)
            await visit(server, seeded, "/live")
            await expect(page.locator(".path")).to_have_text(["/live", *rows])
        await page.close()
