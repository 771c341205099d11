"""Filters of the live page, from the visitor's beacon to the owner's row."""

import json

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Person
from tests.product_server import ProductServer
from tests.seeded_data import Seeded
from tests.web.sites.owners import FIREFOX

pytestmark = pytest.mark.embedded("sends the visits itself")
SAFARI = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.0 Safari/605.1.15"
)


async def send(page: Page, seeded: Seeded, browser: str, path: str, **more: str) -> None:
    hit = {"name": "pageview", "url": f"https://example.com{path}"} | more
    answer = await page.request.post(
        f"/visit/{seeded.site.key}", data=json.dumps(hit), headers={"User-Agent": browser}
    )
    assert answer.status == 204


async def test_a_filter_shows_visits_whole_as_they_happen_and_after_a_reload(
    seeded_server: ProductServer, seeded: Seeded, person: Person
) -> None:
    origin = str(seeded_server.make_url("")).rstrip("/")
    context = await person(base_url=origin)
    name, _, value = seeded.cookie.partition("=")
    await context.add_cookies([{"name": name, "value": value, "url": origin}])
    page = await context.new_page()
    await page.goto(f"/sites/{seeded.site.id}/live?event=Order")
    await expect(page.locator("#connection")).to_have_attribute("data-state", "connected")
    await send(page, seeded, FIREFOX, "/landing", referrer="https://www.google.com/")
    await send(page, seeded, SAFARI, "/landing", referrer="https://www.bing.com/")
    await send(page, seeded, FIREFOX, "/cart")
    await send(page, seeded, FIREFOX, "/done")
    await expect(page.locator("#empty-filtered")).to_be_visible()
    await send(page, seeded, FIREFOX, "/done", name="Order")
    trail = page.locator(".visit .path")
    await expect(trail).to_have_text(["/landing", "/cart", "/done"])
    await page.get_by_role("button", name="Remove the filter: event is Order").click()
    await expect(page.locator(".visit")).to_have_count(2)
    await page.locator(".visit .source bdi", has_text="Google").click()
    await expect(trail).to_have_text(["/landing", "/cart", "/done"])
    await send(page, seeded, FIREFOX, "/thanks")
    await expect(trail).to_have_text(["/cart", "/done", "/thanks"])
    await page.reload()
    await expect(trail).to_have_text(["/cart", "/done", "/thanks"])
