"""A shared live view in a browser: it moves by itself, keeps a wall awake, ends with its link."""

from __future__ import annotations

import aiohttp
import pytest
from msgspec.structs import replace
from playwright.async_api import Page, expect

from tests.browser.filled_server import AGENTS, send
from tests.product_server import ProductServer
from tests.seeded_data import Seeded
from tests.storage.sites.test_shared_links import BOARD
from tracker.services.sites.shared_links import add_shared_link, revoke_shared_link
from tracker.web import keys
from tracker.web.sharing.panels import USUAL

pytestmark = pytest.mark.embedded("revokes a link beside its page")
TOKEN = "t" * 43
AWAKE = "document.featurePolicy.allowsFeature('screen-wake-lock')"


async def test_a_wall_shows_what_happens_until_its_link_is_revoked(
    seeded_server: ProductServer, seeded: Seeded, browser_page: Page
) -> None:
    db, site = seeded_server.app[keys.KEPT], seeded.site
    live = {"token": TOKEN, "site_id": site.id, "panels": USUAL, "shows_live": True}
    link = replace(BOARD, password=None, until=None, user_id=None, **live)
    number = await add_shared_link(db, link)
    said: list[str] = []
    browser_page.on("console", lambda message: said.append(message.text))
    address = str(seeded_server.make_url(f"/share/{TOKEN}"))

    await browser_page.goto(f"{address}?wait")
    assert not await browser_page.evaluate(AWAKE)
    await browser_page.goto(f"{address}/live?screen")
    assert await browser_page.evaluate(AWAKE)
    await expect(browser_page.locator("#connection")).to_have_attribute("data-state", "connected")
    await expect(browser_page.locator(".bar")).to_be_hidden()
    await expect(browser_page.locator("#empty")).to_be_visible()

    url = str(seeded_server.make_url(f"/visit/{site.key}"))
    async with aiohttp.ClientSession() as session:
        for path in ("/first", "/second"):
            await send(session, url, path, AGENTS[0], "192.0.2.1", path=path)
    titles = browser_page.locator(".visit .title")
    await expect(titles).to_have_text(["/second", "/first"])
    await expect(browser_page.locator("#number")).to_have_text("1")
    await expect(browser_page.locator("#empty")).to_be_hidden()
    assert said == []

    app = seeded_server.app
    revoked, ends, now = app[keys.REVOKED], app[keys.LINK_ENDS], app[keys.CLOCK]()
    await revoke_shared_link(db, revoked, ends, site.id, number, now)
    await expect(browser_page.locator("h1")).to_have_text("This link leads nowhere")


@pytest.mark.parametrize("more", [(), ("countries", "sources")])
async def test_of_what_the_owner_does_not_share_a_row_says_nothing(
    seeded_server: ProductServer, seeded: Seeded, browser_page: Page, more: tuple[str, ...]
) -> None:
    db, site = seeded_server.app[keys.KEPT], seeded.site
    live = {"token": TOKEN, "site_id": site.id, "panels": ("pages", *more), "shows_live": True}
    await add_shared_link(db, replace(BOARD, password=None, until=None, user_id=None, **live))
    url = str(seeded_server.make_url(f"/visit/{site.key}"))
    await browser_page.goto(str(seeded_server.make_url(f"/share/{TOKEN}/live")))
    async with aiohttp.ClientSession() as session:
        await send(session, url, "one", AGENTS[0], "192.0.2.1", path="/first")
    row = browser_page.locator(".visit").first
    await expect(row.locator(".title")).to_be_visible()
    for words in ("unknown place", "Direct"):
        await expect(row.get_by_text(words)).to_be_visible(visible=bool(more))
