"""One's sites under a hand: rows keep their places until it is gone; a site's first visit gives it
a row; typing finds one."""

import aiohttp
import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import Page, expect

from tests.browser.conftest import Person
from tests.browser.filled_server import AGENTS, send
from tests.product_server import ProductServer
from tests.seeded_data import SESSION, Seeded
from tracker.storage.sites.sites import Site
from tracker.web import keys

pytestmark = pytest.mark.embedded("its owner has six sites from the start")
NAMES = ("b.example", "c.example", "d.example", "e.example", "new.example")


async def visit(server: TestServer, site: Site, times: int) -> None:
    async with aiohttp.ClientSession() as session:
        for each in range(times):
            agent = AGENTS[0].replace("140", str(100 + each))
            url = str(server.make_url(f"/visit/{site.key}"))
            await send(session, url, f"{site.id}-{each}", agent, "192.0.2.1", host=site.name)


async def rows(page: Page) -> list[str]:
    names = "rows => rows.map((row) => row.dataset.name[0])"
    return list(await page.locator("#counted > li:not([hidden])").evaluate_all(names))


async def test_rows_keep_still_under_a_hand(
    seeded_server: ProductServer, seeded: Seeded, person: Person
) -> None:
    app, owner = seeded_server.app, seeded.site.owner_id
    sites = {"a": await app[keys.SITES].change(seeded.site.id, name="a.example")}
    for name in NAMES:
        sites[name[0]] = await app[keys.SITES].add(owner, name, "UTC", app[keys.CLOCK]())
    for times, name in enumerate("edcba", start=1):
        await visit(seeded_server, sites[name], times)
    address = str(seeded_server.make_url("/"))
    context = await person(viewport={"width": 1440, "height": 900})
    await context.add_cookies([{"name": "tracker", "value": SESSION, "url": address}])
    page = await context.new_page()
    await page.goto(address)
    await page.wait_for_selector("#connection[data-state=connected]")
    assert await rows(page) == [*"abcde"]

    last = page.locator("[data-name='e.example']")
    await last.hover()
    await last.locator(".pin").click()
    await expect(last.locator(".pin")).to_have_attribute("aria-pressed", "true")
    await visit(seeded_server, sites["n"], 1)
    await expect(page.locator("#counted [data-name='new.example']")).to_be_visible()
    await expect(page.locator("#waiting")).to_be_hidden()
    assert await rows(page) == [*"abcden"], "as long as the pointer is there"
    await page.mouse.move(5, 5)
    await expect(page.locator("#counted > li").first).to_have_attribute("data-name", "e.example")
    await page.reload()
    assert await rows(page) == [*"eabcdn"]

    await page.keyboard.press("/")
    await page.keyboard.type("C.EX")
    assert await rows(page) == ["c"]
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**/sites/{sites['c'].id}/live")
