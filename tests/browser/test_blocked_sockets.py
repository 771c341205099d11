"""Pages behind a proxy that lets no WebSocket through: they say so, and show what happens all the
same, each row once."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession
from playwright.async_api import Page, expect

from tests.browser.conftest import Person
from tests.eventually import eventually
from tests.product_server import ProductServer
from tests.refusing_proxy import SILENT, RefusingProxy, refusing_proxy
from tests.seeded_data import SESSION, Seeded
from tests.web.sites.owners import FIREFOX
from tracker.config import Config

pytestmark = [
    pytest.mark.fault,
    pytest.mark.embedded("puts a proxy of its own before the server"),
]
WAY = 30_000  # ms: a busy machine has time
# So that silence is found out, and a socket tried again, within the patience of a test.
IMPATIENT = """
const wait = window.setTimeout;
const SHORT = new Set([3000, 10000]); // asking, and hearing nothing
window.setTimeout = (work, time, ...more) => wait(work, SHORT.has(time) ? 300 : time / 3, ...more);
"""
Opened = Callable[[int | None, str], AbstractAsyncContextManager[tuple[Page, RefusingProxy]]]


@pytest.fixture
def config(data_dir: Path) -> Config:
    return Config(data_dir=data_dir, port=0, environment="test", sockets_per_user=1, demo_site=1)


@pytest.fixture
def opened(seeded_server: ProductServer, person: Person) -> Opened:
    @asynccontextmanager
    async def open_page(
        refuses: int | None, path: str
    ) -> AsyncIterator[tuple[Page, RefusingProxy]]:
        async with refusing_proxy(seeded_server.port, refuses) as proxy:
            origin = f"http://127.0.0.1:{proxy.port}"
            context = await person()
            await context.add_init_script(IMPATIENT)
            await context.add_cookies([{"name": "tracker", "value": SESSION, "url": origin}])
            page = await context.new_page()
            await page.goto(origin + path)
            yield page, proxy
            await page.close()

    return open_page


async def visit(seeded_server: ProductServer, seeded: Seeded, path: str) -> None:
    """By somebody else each time."""
    hit = {"name": "pageview", "url": f"https://example.com{path}", "title": "A page"}
    agent = {"User-Agent": f"{FIREFOX} {path}"}
    async with ClientSession(headers=agent) as session:
        url = seeded_server.make_url(f"/visit/{seeded.site.key}")
        async with session.post(url, json=hit) as answer:
            assert answer.status == 204


@pytest.mark.parametrize("refuses", [400, 403, 404, 502, SILENT])
async def test_the_live_page_says_what_is_in_the_way_and_shows_each_visit_once(
    opened: Opened, seeded_server: ProductServer, seeded: Seeded, refuses: int
) -> None:
    await visit(seeded_server, seeded, "/before")
    async with opened(refuses, f"/sites/{seeded.site.id}/live") as (page, proxy):
        notice = page.locator("[data-blocked=proxy]")
        await expect(notice).to_be_visible(timeout=WAY)
        await expect(notice).to_contain_text("does not pass WebSockets")
        await expect(page.locator("#connection")).to_have_attribute("data-state", "asking")
        assert proxy.refused >= 3
        await expect(page.locator(".path")).to_have_text(["/before"], timeout=WAY)
        for number in range(3):
            await visit(seeded_server, seeded, f"/{number}")
            await expect(page.locator(".path").first).to_have_text(f"/{number}", timeout=WAY)
        await expect(page.locator(".path")).to_have_text(["/2", "/1", "/0", "/before"])
        await expect(page.locator("#number")).to_have_text("4")


async def test_once_the_proxy_is_mended_the_page_becomes_live_without_gap_or_double(
    opened: Opened, seeded_server: ProductServer, seeded: Seeded
) -> None:
    async with opened(403, f"/sites/{seeded.site.id}/live") as (page, proxy):
        await expect(page.locator("[data-blocked=proxy]")).to_be_visible(timeout=WAY)
        await visit(seeded_server, seeded, "/asked")
        await expect(page.locator(".path")).to_have_text(["/asked"], timeout=WAY)
        proxy.refuses = None
        await expect(page.locator("#connection")).to_have_attribute(
            "data-state", "connected", timeout=2 * WAY
        )
        await expect(page.locator("[data-blocked=proxy]")).to_be_hidden()
        await visit(seeded_server, seeded, "/live")
        await expect(page.locator(".path")).to_have_text(["/live", "/asked"], timeout=WAY)


async def test_a_proxy_that_lets_sockets_through_is_not_accused(
    opened: Opened, seeded: Seeded
) -> None:
    async with opened(None, f"/sites/{seeded.site.id}/live") as (page, _proxy):
        await expect(page.locator("#connection")).to_have_attribute("data-state", "connected")
        await expect(page.locator("[data-blocked=proxy]")).to_be_hidden()


async def test_a_server_that_is_away_is_not_taken_for_a_proxy(
    opened: Opened, seeded_server: ProductServer, seeded: Seeded
) -> None:
    async with opened(None, f"/sites/{seeded.site.id}/live") as (page, proxy):
        await expect(page.locator("#connection")).to_have_attribute("data-state", "connected")
        failed: list[str] = []
        page.on("requestfailed", lambda request: failed.append(request.url))
        proxy.to = 1  # nobody listens there
        await proxy.end_all()
        word = page.locator("#connection .word")
        await expect(word).to_contain_text("reconnecting", timeout=WAY)
        await eventually(lambda: any("/live/events" in address for address in failed), within=30)
        await expect(page.locator("[data-blocked=proxy]")).to_be_hidden()
        proxy.to = seeded_server.port
        await expect(page.locator("#connection")).to_have_attribute(
            "data-state", "connected", timeout=WAY
        )


async def test_where_all_sockets_are_taken_the_page_says_that(
    opened: Opened, seeded: Seeded
) -> None:
    live = f"/sites/{seeded.site.id}/live"
    async with opened(None, live) as (first, _), opened(None, live) as (second, _proxy):
        await expect(first.locator("#connection")).to_have_attribute("data-state", "connected")
        await expect(second.locator("[data-blocked=full]")).to_be_visible(timeout=WAY)
        await expect(second.locator("[data-blocked=proxy]")).to_be_hidden()


async def test_the_first_page_follows_by_asking(
    opened: Opened, seeded_server: ProductServer, seeded: Seeded
) -> None:
    async with opened(403, "/") as (page, _proxy):
        await expect(page.locator("[data-blocked=proxy]")).to_be_visible(timeout=WAY)
        await visit(seeded_server, seeded, "/pricing")
        await expect(page.locator("[data-slot=now]")).to_have_text("1", timeout=WAY)
        await expect(page.locator("#connection .word")).to_have_text("asking every 3 s")


async def test_strangers_see_the_demo_by_asking(
    seeded_server: ProductServer, seeded: Seeded, person: Person
) -> None:
    await visit(seeded_server, seeded, "/before")
    async with refusing_proxy(seeded_server.port, 403) as proxy:
        page = await (await person()).new_page()
        await page.add_init_script(IMPATIENT)
        await page.goto(f"http://127.0.0.1:{proxy.port}/")
        await expect(page.locator(".path")).to_have_text(["/before"], timeout=WAY)
        await visit(seeded_server, seeded, "/pricing")
        await expect(page.locator(".path").first).to_have_text("/pricing", timeout=WAY)
        await expect(page.locator("#number")).to_have_text("2")
        await page.close()


async def test_the_set_up_page_flips_by_asking(
    opened: Opened, seeded_server: ProductServer, seeded: Seeded
) -> None:
    async with opened(502, f"/sites/{seeded.site.id}/setup") as (page, _proxy):
        await expect(page.locator("[data-blocked=proxy]")).to_be_visible(timeout=WAY)
        await visit(seeded_server, seeded, "/first")
        await expect(page.locator("#arrival")).not_to_have_attribute(
            "data-state", "waiting", timeout=WAY
        )
