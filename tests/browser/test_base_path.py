"""Below /stats in a real browser: modules, pictures and sockets find their way, and none strays."""

from dataclasses import replace

import pytest
from playwright.async_api import Response, expect

from tests.beacon_load import answer_to
from tests.browser.conftest import Person
from tests.product_server import ProductServer
from tests.seeded_data import SESSION, Seeded
from tests.web.sites.owners import FIREFOX
from tracker.config import Config

BASE = "/stats"

pytestmark = pytest.mark.embedded("is its own server, below a path")


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, base_path=BASE)


async def test_the_live_page_is_live_below_a_path(
    seeded_server: ProductServer, seeded: Seeded, person: Person
) -> None:
    origin = f"http://127.0.0.1:{seeded_server.port}"
    visitor = await person()
    cookie = {"name": "tracker", "value": SESSION, "url": f"{origin}{BASE}/"}
    await visitor.add_cookies([cookie])
    page = await visitor.new_page()
    asked: list[str] = []
    failed: list[str] = []

    def note(response: Response) -> None:
        asked.append(response.url)
        if response.status >= 400:
            failed.append(response.url)

    page.on("response", note)
    page.on("pageerror", lambda error: failed.append(str(error)))
    await page.goto(f"{origin}{BASE}/")
    await expect(page.locator("#connection")).to_have_attribute("data-state", "connected")
    await page.goto(f"{origin}{BASE}/sites/{seeded.site.id}/live")
    await expect(page.locator("#connection")).to_have_attribute("data-state", "connected")
    await answer_to(seeded_server.port or 0, hit(seeded))
    await expect(page.locator("#feed")).to_contain_text("/below")
    assert failed == []
    assert [each for each in asked if not each.startswith(f"{origin}{BASE}/")] == []
    assert len(asked) > 10


def hit(seeded: Seeded) -> bytes:
    body = '{"name":"pageview","url":"https://example.com/below"}'
    head = f"POST {BASE}/visit/{seeded.site.key} HTTP/1.1\r\nHost: here\r\n"
    head += f"User-Agent: {FIREFOX}\r\nContent-Length: {len(body)}\r\n\r\n"
    return (head + body).encode()
