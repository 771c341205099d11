"""Leaves that come late, and pages in several tabs: the list of visits and the count agree."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from playwright.async_api import Page, expect

from tests.browser.conftest import Person
from tests.clock import Clock
from tests.eventually import eventually
from tests.product_server import ProductServer
from tests.seeded_data import SESSION, Seeded
from tests.web.sites.owners import FIREFOX
from tracker.config import Config

pytestmark = pytest.mark.embedded("moves the server's clock")
SWEEPING = """
const each = window.setInterval;
window.sweeps = 0;
window.setInterval = (work, time) => {
  if (time !== 5000) return each(work, time);
  return each(() => { work(); sweeps += 1; }, 50);
};
"""
Send = Callable[..., Awaitable[None]]


@pytest.fixture
def config(data_dir: Path) -> Config:
    return Config(data_dir=data_dir, port=0, environment="test")


@pytest.fixture
def send(seeded_server: ProductServer, seeded: Seeded) -> Send:
    """`await send("one", "/a")`: a pageview by its id; with `state=` its leave."""

    async def post(beacon: str, path: str, agent: str = "", **leave: object) -> None:
        name = "leave" if leave else "pageview"
        hit = {"name": name, "id": beacon, "url": f"https://example.com{path}", "title": path}
        async with ClientSession(headers={"User-Agent": f"{FIREFOX} {agent}"}) as session:
            address = seeded_server.make_url(f"/visit/{seeded.site.key}")
            async with session.post(address, json=hit | leave) as answer:
                assert answer.status == 204, await answer.text()

    return post


@pytest_asyncio.fixture(loop_scope="session")
async def page(seeded_server: ProductServer, seeded: Seeded, person: Person) -> Page:
    context = await person()
    await context.add_init_script(SWEEPING)
    origin = str(seeded_server.make_url("")).rstrip("/")
    await context.add_cookies([{"name": "tracker", "value": SESSION, "url": origin}])
    page = await context.new_page()
    await page.goto(f"{origin}/sites/{seeded.site.id}/live")
    await expect(page.locator("#connection")).to_have_attribute("data-state", "connected")
    return page


async def swept(page: Page) -> None:
    """It has looked for who is gone."""
    before = await page.evaluate("sweeps")
    await eventually(lambda: page.evaluate("before => sweeps > before + 1", before))


async def opened(page: Page, path: str) -> None:
    """The details of the visit with that page."""
    await page.locator(".visit", has_text=path).locator(".title").click()


async def test_a_page_that_is_closed_late_ends_its_own_visit_alone(
    send: Send, page: Page, clock: Clock
) -> None:
    await send("one", "/a")
    await expect(page.locator(".visit")).to_have_count(1)
    clock.forward(minutes=40)
    await send("two", "/b")
    await expect(page.locator(".visit")).to_have_count(2)
    await send("one", "/a", state="left", engaged=130_000, depth=70)
    await expect(page.locator(".visit.gone")).to_have_count(1)
    await expect(page.locator(".visit.gone")).to_contain_text("left after 2 min 10 s")
    await expect(page.locator(".visit:not(.gone) .title")).to_have_text("/b")
    await expect(page.locator("#number")).to_have_text("1")
    await opened(page, "/a")
    await expect(page.locator(".events li")).to_contain_text("2 min 10 s")


async def test_the_older_tab_of_a_path_takes_nobody_along(send: Send, page: Page) -> None:
    await send("one", "/a")
    await send("two", "/a")
    await send("one", "/a", state="left", engaged=60_000, depth=50)
    await send("three", "/seen", agent="another")
    await expect(page.locator(".visit")).to_have_count(2)
    await opened(page, "/a")
    await expect(page.locator(".events li")).to_have_count(2)
    await expect(page.locator(".events li").nth(0)).to_contain_text("1 min")
    await expect(page.locator(".events li").nth(1)).not_to_contain_text("1 min")
    await expect(page.locator(".visit.gone")).to_have_count(0)
    await expect(page.locator(".visit .left")).to_have_count(0)
    await expect(page.locator("#number")).to_have_text("2")
    await page.keyboard.press("Escape")
    await send("two", "/a", state="left", engaged=30_000, depth=50)
    await expect(page.locator(".visit.gone")).to_contain_text("left after 1 min 30 s")
    await expect(page.locator("#number")).to_have_text("1")


async def test_who_goes_back_to_an_older_tab_is_there(send: Send, page: Page) -> None:
    await send("one", "/a")
    await send("two", "/b")
    away = page.locator(".visit .left")
    await send("two", "/b", state="hidden", engaged=1_000, depth=5)
    await expect(away).to_have_text("in the background")
    await send("one", "/a", state="back", engaged=1_000, depth=5)
    await expect(away).to_have_count(0)
    await send("two", "/b", state="left", engaged=1_000, depth=5)
    await send("one", "/a", state="hidden", engaged=2_000, depth=5)
    await expect(away).to_have_text("in the background")
    await expect(page.locator("#number")).to_have_text("1")
    await send("one", "/a", state="left", engaged=2_000, depth=5)
    await expect(page.locator(".visit.gone")).to_have_count(1)
    await expect(page.locator("#number")).to_have_text("0")


async def test_who_comes_back_after_long_stays(send: Send, page: Page, clock: Clock) -> None:
    await send("one", "/a")
    await expect(page.locator(".visit")).to_have_count(1)
    clock.forward(minutes=40)
    await send("two", "/b")  # by which the page learns what time it is
    await expect(page.locator(".visit.gone")).to_have_count(1)
    await send("one", "/a", state="back", engaged=1_000, depth=5)
    await expect(page.locator(".visit.gone")).to_have_count(0)
    await swept(page)
    await expect(page.locator(".visit.gone")).to_have_count(0)
    await expect(page.locator("#number")).to_have_text("2")
