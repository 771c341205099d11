"""The set-up page tells a script that is blocked from one that is missing, in a real browser."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Page, expect

from tests.browser.conftest import Person, Serve
from tests.product_server import ProductServer
from tests.seeded_data import Seeded
from tracker.config import Config

pytestmark = pytest.mark.embedded("allows addresses of this machine to be looked at")
Open = Callable[[str, str], Awaitable[str]]


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, alert_networks=("127.0.0.1",))


@pytest_asyncio.fixture(loop_scope="session")
async def opened(serve: Serve) -> AsyncIterator[Open]:
    """Serves a page of the owner's with this text and policy; answers its address."""

    async def open_page(text: str, policy: str) -> str:
        async def answer(_: web.Request) -> web.Response:
            headers = {"Content-Security-Policy": policy} if policy else {}
            return web.Response(text=text, content_type="text/html", headers=headers)

        app = web.Application()
        app.router.add_get("/", answer)
        return await serve(app)

    yield open_page


@pytest_asyncio.fixture(loop_scope="session")
async def setup_page(person: Person, seeded_server: ProductServer, seeded: Seeded) -> Page:
    tab = await (await person()).new_page()
    address = f"http://127.0.0.1:{seeded_server.port}"
    name, _, value = seeded.cookie.partition("=")
    await tab.context.add_cookies([{"name": name, "value": value, "url": address}])
    await tab.goto(f"{address}/sites/{seeded.site.id}/setup")
    return tab


async def look(tab: Page, page: str) -> None:
    details = tab.locator("details", has_text="If nothing arrives").last
    if await details.get_attribute("open") is None:
        await details.locator("summary").click()
    await tab.get_by_label("A page of yours that should have the line").fill(page)
    await tab.get_by_role("button", name="Look at the page").click()


async def test_missing_kept_out_and_blocked_are_three_answers(
    setup_page: Page, opened: Open, seeded: Seeded, person: Person
) -> None:
    tab, said = setup_page, setup_page.locator("#looked")
    origin = tab.url.partition("/sites")[0]
    line = (
        f'<script defer src="{origin}/beacon.js" data-site="{seeded.site.key}" data-local></script>'
    )

    await look(tab, await opened("<title>Shop</title>", ""))
    await expect(said).to_contain_text("The line is not on that page.")

    strict = await opened(line, "script-src 'self'")
    visitor = await (await person()).new_page()
    refused: list[str] = []
    visitor.on("console", lambda message: refused.append(message.text))
    await visitor.goto(strict)
    assert any("Content Security Policy" in text for text in refused), "the browser agrees"
    await look(tab, strict)
    await expect(said).to_contain_text("the page keeps the script out")

    await look(tab, await opened(line, f"default-src 'none'; script-src {origin}"))
    await expect(said).to_contain_text("the page lets nothing out")

    await look(tab, await opened(line, ""))
    await expect(said).to_contain_text("The line is there, and the page lets it in and out.")
    await tab.route("**/beacon.js*", lambda route: route.abort("blockedbyclient"))
    await tab.get_by_role("button", name="Send a test visit").click()
    await expect(tab.locator("#test-said")).to_contain_text("blocks the address")
