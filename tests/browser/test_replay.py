"""Looking back in a real browser: the live page of a moment that has passed, played again."""

import json
import time
from datetime import UTC, datetime

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Person
from tests.product_server import ProductServer
from tests.seeded_data import Seeded
from tests.web.sites.owners import FIREFOX
from tracker.web import keys

pytestmark = pytest.mark.embedded("sends the visits itself")

TEN_MINUTES = 600  # seconds
ROWS = """
() => [...document.querySelectorAll(".visit")].map((row) =>
  [row.dataset.visit, row.classList.contains("gone"), row.querySelector(".now").textContent,
   row.querySelector(".trail .paths").textContent])
"""


async def send(page: Page, seeded: Seeded, who: int, path: str, **more: object) -> None:
    hit = {"name": "pageview", "url": f"https://example.com{path}", "id": f"{who}{path}"} | more
    headers = {"User-Agent": f"{FIREFOX} {who}"}
    data = json.dumps(hit)
    answer = await page.request.post(f"/visit/{seeded.site.key}", data=data, headers=headers)
    assert answer.status == 204


async def opened(server: ProductServer, seeded: Seeded, person: Person, **options: object) -> Page:
    origin = str(server.make_url("")).rstrip("/")
    context = await person(base_url=origin, **options)
    name, _, value = seeded.cookie.partition("=")
    await context.add_cookies([{"name": name, "value": value, "url": origin}])
    return await context.new_page()


async def earlier(server: ProductServer, seconds: int) -> None:
    """All but the newest row came so much sooner."""
    async with server.app[keys.DATABASE].transaction() as tx:
        newest = "(select max(cursor) from event)"
        for table in ("event", "leave"):
            moved = f"update {table} set at = at - ? where cursor < {newest}"
            await tx.execute(moved, (seconds * 1000,))


def written(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


async def some_visits(page: Page, seeded: Seeded) -> None:
    for who in range(6):
        await send(page, seeded, who, f"/{who}", title=f"Page {who}")
    await send(page, seeded, 2, "/2", name="leave", state="left", engaged=7000, depth=50)
    await send(page, seeded, 3, "/3", name="leave", state="hidden", engaged=7000, depth=50)
    await send(page, seeded, 4, "/order", name="Order", id="order")


async def live_then(page: Page, seeded: Seeded) -> tuple[object, str, float]:
    """What the live page shows, and when."""
    await page.goto(f"/sites/{seeded.site.id}/live")
    await expect(page.locator("#connection")).to_have_attribute("data-state", "connected")
    await expect(page.locator(".visit")).to_have_count(6)
    await expect(page.locator("#number")).to_have_text("5")
    return await page.evaluate(ROWS), await page.inner_text("#number"), time.time()


async def test_a_moment_shows_what_the_live_page_showed_then(
    seeded_server: ProductServer, seeded: Seeded, person: Person
) -> None:
    page = await opened(seeded_server, seeded, person)
    await some_visits(page, seeded)
    rows, here, at = await live_then(page, seeded)
    await send(page, seeded, 9, "/afterwards")
    await earlier(seeded_server, TEN_MINUTES)
    at += 1 - TEN_MINUTES
    await page.goto(f"/sites/{seeded.site.id}/live?at={written(at)}")
    await expect(page.locator(".visit")).to_have_count(6)
    assert await page.evaluate(ROWS) == rows
    await expect(page.locator("#number")).to_have_text(here)
    await expect(page.locator("#noun")).to_have_text("visitors then")
    await page.locator("#feed .title", has_text="Page 3").click()
    await expect(page.locator(".details-head")).to_contain_text("1 page")
    await page.keyboard.press("Escape")
    await page.keyboard.press("n")
    await expect(page.locator(".visit")).to_have_count(7)  # it is played on
    await page.wait_for_url(
        f"**/sites/{seeded.site.id}/live"
    )  # and is live when it has come to now
    await expect(page.locator("#connection")).to_have_attribute("data-state", "connected")


async def an_hour_ago(server: ProductServer, seeded: Seeded, page: Page) -> int:
    """Some visits, as if they had come then: by second 0, 10, 20 …; when it began."""
    await some_visits(page, seeded)
    db = server.app[keys.DATABASE]
    began = int(time.time()) * 1000 - 3_600_000
    async with db.transaction() as tx:
        for table in ("event", "leave"):
            moved = f"update {table} set at = ? + cursor * 10000"
            await tx.execute(moved, (began,))
    return began


async def test_a_replay_is_steered_by_hand_and_by_keys(
    seeded_server: ProductServer, seeded: Seeded, person: Person
) -> None:
    page = await opened(seeded_server, seeded, person)
    began = await an_hour_ago(seeded_server, seeded, page)
    await page.goto(f"/sites/{seeded.site.id}/live?at={written(began / 1000 + 25)}")
    await expect(page.locator("#past-range")).to_have_attribute(
        "min", str(began // 86_400_000 * 86_400_000)
    )
    await page.keyboard.press("p")
    await expect(page.locator("#past-play")).to_have_attribute("aria-pressed", "true")
    clock = await page.inner_text("#past-clock")
    assert clock < written(began / 1000 + 40)[11:19]
    count = await page.locator(".visit").count()
    await page.keyboard.press("n")
    await expect(page.locator(".visit")).to_have_count(count)  # just before it comes
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("ArrowRight")
    await expect(page.locator(".visit")).to_have_count(6)
    await expect(page.locator("#number")).to_have_text("5")
    assert "at=20" in page.url
    await page.click(".visit .source bdi >> nth=0")
    await expect(page.locator(".chip.on")).to_have_attribute("title", "source is Direct")
    await expect(page.locator(".visit")).to_have_count(6)
    assert "source=Direct" in page.url
    await page.get_by_role("button", name="60×").click()
    await expect(page.get_by_role("button", name="60×")).to_have_attribute("aria-pressed", "true")


async def test_the_live_page_leads_to_a_moment_with_its_filters(
    seeded_server: ProductServer, seeded: Seeded, person: Person
) -> None:
    page = await opened(seeded_server, seeded, person)
    began = await an_hour_ago(seeded_server, seeded, page)
    await page.goto(f"/sites/{seeded.site.id}/live?event=Order")
    await page.keyboard.press("b")
    moment = written(began / 1000 + 60)[:16]
    await page.fill("#look-back-at", moment)
    await page.get_by_role("button", name="Play").click()
    await expect(page.locator("#past-clock")).to_be_visible()
    assert "event=Order" in page.url
    await page.get_by_role("link", name="Back to now").click()
    await page.wait_for_url("**/live?event=Order")


async def a_day_before(server: ProductServer) -> None:
    """All but the newest event."""
    async with server.app[keys.DATABASE].transaction() as tx:
        newest = "(select max(cursor) from event)"
        for table in ("event", "leave"):
            await tx.execute(f"update {table} set at = at - 86400000 where cursor < {newest}")


async def to_next(page: Page) -> None:
    await expect(page.locator("#connection")).to_have_attribute("data-state", "connected")
    await page.keyboard.press("p")
    await page.keyboard.press("n")


async def test_the_next_visit_is_the_next_of_those_that_are_chosen(
    seeded_server: ProductServer, seeded: Seeded, person: Person
) -> None:
    page = await opened(seeded_server, seeded, person)
    began = await an_hour_ago(seeded_server, seeded, page)
    [order] = await seeded_server.app[keys.DATABASE].read("select max(at) as at from event")
    await page.goto(f"/sites/{seeded.site.id}/live?at={written(began / 1000 + 5)}&event=Order")
    await to_next(page)
    before = written(order["at"] / 1000 - 1)[11:19]
    await expect(page.locator("#past-clock")).to_have_text(before)
    await expect(page.locator(".visit")).to_have_count(0)


async def test_the_next_chosen_visit_is_looked_for_beyond_what_was_fetched(
    seeded_server: ProductServer, seeded: Seeded, person: Person
) -> None:
    page = await opened(seeded_server, seeded, person)
    began = await an_hour_ago(seeded_server, seeded, page)
    await a_day_before(seeded_server)
    [order] = await seeded_server.app[keys.DATABASE].read("select max(at) as at from event")
    then = written(began / 1000 + 5 - 86_400)
    await page.goto(f"/sites/{seeded.site.id}/live?at={then}&event=Order")
    await to_next(page)
    before = written(order["at"] / 1000 - 1)[11:19]
    await expect(page.locator("#past-clock")).to_have_text(before)
    await page.goto(f"/sites/{seeded.site.id}/live?at={then}&event=Nothing")
    await to_next(page)
    await expect(page.locator("#past-about")).to_have_text("No visit since then.")
