"""A server where a site has a name in each product, and pages that report to it."""

from collections.abc import AsyncIterator

import pytest_asyncio
from aiohttp import web
from playwright.async_api import Page

from tests.browser.conftest import Person, Serve
from tests.browser.peers.shop import UNSTEERED, Shop
from tests.product_server import ProductServer
from tests.seeded_data import Seeded
from tests.web.peers.reporting import NAMES
from tracker.domain.peers.aliases import Alias
from tracker.web import keys


@pytest_asyncio.fixture(loop_scope="session")
async def shop(
    seeded: Seeded, seeded_server: ProductServer, app: web.Application, serve: Serve
) -> AsyncIterator[Shop]:
    for kind, name in NAMES.items():
        alias = Alias(id=0, site_id=1, kind=kind, name=name, user_id=1, created_at=0)
        await app[keys.ALIASES].add(alias)
    shop = Shop(app, f"http://stats.example:{seeded_server.port}", seeded.site.key)
    await shop.open(serve)
    yield shop


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(person: Person, shop: Shop) -> Page:
    """A tab that no tracker takes for a program's; what it reports is noted."""
    page = await (await person()).new_page()
    await page.add_init_script(UNSTEERED)
    page.on("request", shop.note)
    return page
