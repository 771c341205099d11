"""Alerts as notices of the browser: switched on in the settings, shown while live is open."""

import asyncio
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import Route, expect

from tests.browser.conftest import Person
from tests.eventually import eventually
from tests.product_server import ProductServer
from tests.seeded_data import SESSION, Seeded
from tests.web.sites.owners import FIREFOX
from tracker.config import Config

pytestmark = pytest.mark.embedded("looks at the notices")
# Headless, a browser shows none.
NOTICES = """
window.told = [];
window.Notification = class {
  static permission = "granted";
  static requestPermission = async () => "granted";
  constructor(title) { told.push(title); }
};
const each = window.setInterval;
window.setInterval = (work, time) => each(work, time === 5000 ? 100 : time);
"""


@pytest.fixture
def config(data_dir: Path) -> Config:
    return Config(data_dir=data_dir, port=0, environment="test")


async def test_an_alert_is_shown_by_the_browser(
    seeded_server: ProductServer, seeded: Seeded, person: Person
) -> None:
    context, origin = await person(), str(seeded_server.make_url("")).rstrip("/")
    await context.add_init_script(NOTICES)
    await context.add_cookies([{"name": "tracker", "value": SESSION, "url": origin}])
    page = await context.new_page()
    await page.goto(f"{origin}/sites/{seeded.site.id}/alerts")
    await expect(page.locator(".of-limit")).to_be_visible()
    await expect(page.locator(".of-goal")).to_be_hidden()
    await page.get_by_label("Many visits at once").check()
    await page.get_by_label("Limit").fill("1")
    await page.get_by_role("button", name="Make the alert").click()
    await page.get_by_label("Show alerts here while the live view").check()
    async with page.expect_response("**/alerts/new*"):  # where it ends, as it opens
        await page.goto(f"{origin}/sites/{seeded.site.id}/live")
    asked: list[str] = []
    await page.route("**/alerts/new*", partial(slowly, asked))
    hit = {"name": "pageview", "url": "https://example.com/"}
    address = f"{origin}/visit/{seeded.site.key}"
    await page.request.post(address, data=hit, headers={"User-Agent": FIREFOX})
    await eventually(lambda: page.evaluate("told"))
    many = len(asked)
    await eventually(lambda: len(asked) > many + 1)
    told = await page.evaluate("told")
    assert told == ["example.com: 1 pageview in 10 minutes"], "once, however long an answer takes"


async def slowly(asked: list[str], route: Route) -> None:
    """An answer that takes longer than until the next question."""
    answer = await route.fetch()
    asked.append(route.request.url)
    await asyncio.sleep(0.3)
    await route.fulfill(response=answer)
