"""The page "Switching" in a real browser: what comes through other trackers, as it comes."""

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Page, expect

from tests.browser.conftest import Person
from tests.product_server import ProductServer
from tests.seeded_data import Seeded
from tests.web.peers.reporting import BOT, BROWSER, NAMES
from tracker.domain.peers.aliases import Alias
from tracker.web import keys

pytestmark = pytest.mark.embedded("names its site in the server's memory")
HIT = {"n": "pageview", "u": "https://example.com/", "d": NAMES["plausible"]}


@pytest_asyncio.fixture(loop_scope="session")
async def address(app: web.Application, seeded_server: ProductServer, seeded: Seeded) -> str:
    name = NAMES["plausible"]
    alias = Alias(id=0, site_id=1, kind="plausible", name=name, user_id=1, created_at=0)
    await app[keys.ALIASES].add(alias)
    return f"http://127.0.0.1:{seeded_server.port}"


async def page_of(person: Person, address: str, seeded: Seeded, **context: object) -> Page:
    tab = await (await person(**context)).new_page()
    name, _, value = seeded.cookie.partition("=")
    await tab.context.add_cookies([{"name": name, "value": value, "url": address}])
    await tab.goto(f"{address}/sites/{seeded.site.id}/switching?for=plausible")
    return tab


async def test_figures_move_as_hits_come_and_a_refusal_says_why(
    person: Person, address: str, seeded: Seeded
) -> None:
    tab = await page_of(person, address, seeded)
    came = tab.locator('[data-came="plausible"]')
    await expect(tab.locator("#connection")).to_have_text("connected")
    await expect(came).to_contain_text("Nothing has come this way")
    await tab.locator("#name").fill("half typed")
    async with aiohttp.ClientSession(address) as peer:
        await peer.post("/api/event", json=HIT, headers=BROWSER)
        await expect(came).to_contain_text("Today: 1")
        await peer.post("/api/event", json=HIT | {"u": "https://example.com/2"}, headers=BROWSER)
        await expect(came).to_contain_text("Today: 2")
        under = tab.locator('[data-came^="alias-"]')
        await expect(under).to_have_text("2 today, 2 in the last 7 days")
        await peer.post("/api/event", json=HIT, headers=BOT)
        await expect(came).to_contain_text("1 was not counted:")
    await expect(tab.locator("#from-plausible summary")).to_contain_text("arriving")
    await expect(tab.locator("#name")).to_have_value("half typed")
    assert "from-plausible" in await tab.locator("details[open]").first.get_attribute("id")


async def test_without_javascript_the_page_has_the_figures_of_now(
    person: Person, address: str, seeded: Seeded
) -> None:
    async with aiohttp.ClientSession(address) as peer:
        await peer.post("/api/event", json=HIT, headers=BROWSER)
    tab = await page_of(person, address, seeded, java_script_enabled=False)
    await expect(tab.locator('[data-came="plausible"]')).to_contain_text("Today: 1")
