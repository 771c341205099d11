"""What stands on other people's pages, as a browser lets it: a shared report in a frame where its
owner has named the host, everything else of ours in none; and a badge that moves."""

from __future__ import annotations

from typing import NamedTuple

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from msgspec.structs import replace
from playwright.async_api import Page, expect

from tests.browser.beacon.embedded import named
from tests.browser.conftest import Person, Serve
from tests.browser.filled_server import AGENTS, send
from tests.product_server import ProductServer
from tests.seeded_data import SESSION, Seeded
from tests.storage.sites.test_badges import SEEN
from tests.storage.sites.test_shared_links import BOARD
from tracker.services.sites.badges import add_badge
from tracker.services.sites.shared_links import add_shared_link
from tracker.web import keys
from tracker.web.sharing.panels import USUAL

pytestmark = pytest.mark.embedded("its pages stand on hosts of their own")
SHARE, PLAIN = "s" * 43, "p" * 43


class Around(NamedTuple):
    """Two hosts that frame whatever `?` names, of which one is named by the owner."""

    ours: str
    friend: str
    foe: str
    server: ProductServer


async def around(request: web.Request) -> web.Response:
    """Anybody's page, with something of ours in it."""
    kind, source = request.query["kind"], request.query["source"]
    high = request.query.get("high", "700")
    inner = {"frame": f'<iframe src="{source}" width="800" height="{high}"></iframe>'}
    inner["script"] = f'<p>Here: <script async src="{source}"></script></p>'
    policy = "default-src 'none'; script-src *; connect-src *; frame-src *"
    headers = {"Content-Security-Policy": policy}
    text = f"<!doctype html><title>A page</title><h1>Mine</h1>{inner[kind]}"
    return web.Response(text=text, content_type="text/html", headers=headers)


@pytest_asyncio.fixture(loop_scope="session")
async def hosts(seeded_server: ProductServer, seeded: Seeded, serve: Serve) -> Around:
    app = web.Application()
    app.router.add_get("/", around)
    address = await serve(app)
    friend, foe = named(address, "blog.example"), named(address, "evil.example")
    db, site = seeded_server.app[keys.DATABASE], seeded.site
    link = replace(BOARD, site_id=site.id, user_id=None, password=None, until=None, panels=USUAL)
    framed = replace(link, token=SHARE, frames=(friend.removeprefix("http://"),))
    await add_shared_link(db, framed)
    await add_shared_link(db, replace(link, token=PLAIN))
    await add_badge(db, replace(SEEN, site_id=site.id, figure="now", page="", label="here now"))
    ours = str(seeded_server.make_url("/")).rstrip("/")
    return Around(ours, friend, foe, seeded_server)


async def is_framed(page: Page, host: str, source: str, high: int = 700) -> bool:
    """Whether the browser shows it in that host's frame, of so many pixels' height."""
    await page.goto(f"{host}/?kind=frame&high={high}&source={source}")
    await page.wait_for_load_state("networkidle")
    return page.frames[1].url.startswith("http")


async def test_only_a_shared_report_is_framed_and_only_where_its_owner_says(
    hosts: Around, seeded: Seeded, person: Person
) -> None:
    context = await person()
    await context.add_cookies([{"name": "tracker", "value": SESSION, "url": hosts.ours}])
    page = await context.new_page()
    framed = {}
    paths = (f"/share/{SHARE}/frame", f"/share/{SHARE}", f"/share/{PLAIN}/frame")
    for path in (*paths, f"/sites/{seeded.site.id}/shares", "/login"):
        for host in (hosts.friend, hosts.foe):
            if await is_framed(page, host, hosts.ours + path):
                framed[path] = host
    assert framed == {paths[0]: hosts.friend}


async def test_in_its_frame_a_click_filters_and_nothing_leaves_it(
    hosts: Around, seeded: Seeded, person: Person
) -> None:
    url = f"{hosts.ours}/visit/{seeded.site.key}"
    async with aiohttp.ClientSession() as session:
        await send(session, url, "framed", AGENTS[0], "192.0.2.1", path="/pricing")
    said: list[str] = []
    page = await (await person(viewport={"width": 900, "height": 900})).new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    assert await is_framed(page, hosts.friend, f"{hosts.ours}/share/{SHARE}/frame/dark")
    frame = page.frames[1]
    await expect(frame.locator("html")).to_have_attribute("data-theme", "dark")
    await frame.get_by_role("link", name="/pricing").click()
    await expect(frame.locator("#sentence")).to_contain_text("page is /pricing")
    assert frame.url.endswith("/frame/dark?page=/pricing")
    await frame.locator("#periods").click()
    await frame.get_by_role("link", name="Last 7 days").click()
    await expect(frame.locator("#periods > summary")).to_contain_text("Last 7 days")
    await expect(frame.locator("#periods")).not_to_have_attribute("open", "")
    async with page.expect_popup() as opened:
        await frame.get_by_role("link", name="Open the whole report").click()
    whole = await opened.value
    await expect(whole.locator("#report")).to_be_visible()
    assert whole.url == f"{hosts.ours}/share/{SHARE}"
    assert page.url.startswith(hosts.friend)
    assert said == []


@pytest.mark.parametrize("high", [300, 400])
async def test_a_low_frame_has_the_whole_chart_and_its_words_as_large_as_ever(
    hosts: Around, seeded: Seeded, person: Person, high: int
) -> None:
    page = await (await person(viewport={"width": 900, "height": 900})).new_page()
    frame_page = f"{hosts.ours}/share/{SHARE}/frame/light"
    sizes = {}
    for each in (700, high):
        assert await is_framed(page, hosts.friend, frame_page, each)
        sizes[each] = await page.frames[1].evaluate(WORDS)
    assert sizes[high]["bottom"] <= high < sizes[700]["bottom"]
    assert sizes[high]["height"] == pytest.approx(sizes[700]["height"], abs=0.5)


# Of those below the chart: where they end, and how high they are.
WORDS = """() => {
    const box = [...document.querySelectorAll(".plot text")].at(-1).getBoundingClientRect();
    return { bottom: box.bottom, height: box.height };
}"""


async def test_a_badges_script_counts_on_while_somebody_looks(
    hosts: Around, seeded: Seeded, browser_page: Page
) -> None:
    async with aiohttp.ClientSession() as session:
        url = f"{hosts.ours}/visit/{seeded.site.key}"
        await browser_page.clock.install()
        await browser_page.goto(
            f"{hosts.foe}/?kind=script&source={hosts.ours}/badge/{SEEN.token}.js"
        )
        badge = browser_page.locator("p > .tracker-badge")
        await expect(badge).to_have_text("here now0")
        await send(session, url, "counted", AGENTS[0], "192.0.2.1")
    hosts.server.app[keys.BADGE_NUMBERS].forget(SEEN.token)  # instead of waiting for five seconds
    await browser_page.clock.fast_forward(5_000)
    await expect(badge).to_have_text("here now1")
