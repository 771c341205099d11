"""A1: what visitors and owners have written stays text in a real browser, on every page."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.conftest import Person
from tests.faults.shown_markup import MARK, PAYLOADS, hits_of
from tests.product_server import ProductServer
from tests.seeded_data import SESSION, Seeded, seed
from tests.web.sites.owners import FIREFOX
from tracker.app import create_app
from tracker.config import Config
from tracker.domain.blocks.block import Block
from tracker.web import keys

pytestmark = [
    pytest.mark.fault,
    pytest.mark.embedded("fills the server with what no deployed one should hold"),
]

SITE = "/sites/1"
PAGES = [
    "/",
    "/nowhere/" + PAYLOADS[0],
    "/account",
    "/account/profile",
    "/account/delete",
    "/admin/users",
    "/admin/users/1",
    "/admin/sites",
    *[SITE + part for part in ("", "/live", "/setup", "/settings", "/reset", "/team", "/tokens")],
    SITE + "/blocks",
    "/sites/2/live",
    "/sites/2/settings",
]
WATCHED = """
window.xss = () => told("executed on " + location.pathname);
addEventListener("securitypolicyviolation", (found) =>
  told(`${found.effectiveDirective} on ${location.pathname}: ${found.sample}`));
"""
LIVE_MARKUP = """
[...document.querySelectorAll("*")].flatMap((element) => [
  ...[...element.attributes]
    .filter(({name, value}) => name.startsWith("on") || name === "srcdoc" ||
      (["href", "src", "action", "formaction"].includes(name) && !/^(https?:|[/#?]|$)/.test(value)))
    .map(({name, value}) => `${element.tagName} ${name}=${value}`),
  ...(element.matches("script:not([src], [type='application/json'])") ? [element.outerHTML] : []),
])
"""


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, trusted_proxies=("127.0.0.1",))


@pytest_asyncio.fixture(loop_scope="session")
async def hostile(config: Config) -> AsyncIterator[str]:
    """A server that is full of payloads: its visits, its sites' names, its owner's words."""
    seeded = await seed(config.data_dir)
    app = create_app(config)
    async with ProductServer(app) as server:
        address = str(server.make_url("/"))[:-1]
        for payload in PAYLOADS:
            await app[keys.SITES].add(seeded.site.owner_id, payload, "UTC", app[keys.CLOCK]())
            await app[keys.BLOCKS].add(blocking(seeded, payload))
        async with app[keys.DATABASE].transaction() as tx:
            await tx.execute("update user set about = ?", (PAYLOADS[-1],))
        await fill(address, seeded)
        yield address


def blocking(seeded: Seeded, payload: str) -> Block:
    """A page that nobody comes to."""
    return Block(
        id=0,
        site_id=seeded.site.id,
        kind="page",
        of=f"/blocked/{payload}",
        note=payload,
        user_id=seeded.site.owner_id,
        created_at=1,
    )


async def fill(address: str, seeded: Seeded) -> None:
    """Every payload's visit comes from an address of its own."""
    async with aiohttp.ClientSession() as session:
        for number, payload in enumerate(PAYLOADS):
            headers = {"X-Forwarded-For": f"203.0.113.{number}"}
            refused = {"url": f"https://example.com/{payload}"}
            hits = [(FIREFOX, hit) for hit in hits_of(payload)] + [("Googlebot/2.1", refused)]
            for agent, hit in hits:
                sent = {"data": json.dumps(hit), "headers": headers | {"User-Agent": agent}}
                async with session.post(f"{address}/visit/{seeded.site.key}", **sent) as answer:
                    assert answer.status in {204, 400}


@pytest.fixture
def heard() -> list[str]:
    """What was executed, and what the policy has stopped."""
    return []


@pytest_asyncio.fixture(loop_scope="session")
async def owner(person: Person, hostile: str, heard: list[str]) -> BrowserContext:
    def hear(said: str) -> None:  # the library wants a function, not a method of a list
        heard.append(said)

    context = await person()
    await context.add_cookies([{"name": "tracker", "value": SESSION, "url": hostile}])
    await context.expose_function("told", hear)
    await context.add_init_script(WATCHED)
    return context


async def test_no_page_runs_what_was_written(
    owner: BrowserContext, hostile: str, heard: list[str]
) -> None:
    page = await owner.new_page()
    shown = 0
    for path in PAGES:
        await page.goto(hostile + path)
        if await page.locator("#connection").count():
            await page.wait_for_selector("#connection[data-state=connected]")
        assert await page.evaluate(LIVE_MARKUP) == [], path
        shown += (await page.locator("body").inner_text()).count(MARK)
    assert shown > 5 * len(PAYLOADS)
    assert heard == []


async def test_no_row_of_the_feed_runs_what_was_written(
    owner: BrowserContext, hostile: str, heard: list[str]
) -> None:
    page = await owner.new_page()
    await page.goto(f"{hostile}{SITE}/live")
    await expect(page.locator(".visit")).to_have_count(len(PAYLOADS))
    for number in range(len(PAYLOADS)):
        await page.locator(".visit .title").nth(number).click()
        await expect(page.locator(".details .events")).to_contain_text(MARK)
        assert await page.evaluate(LIVE_MARKUP) == []
        await page.keyboard.press("Escape")
    for tab in ("Map", "Refused"):
        await page.get_by_role("tab", name=tab).click()
    await expect(page.locator(".refusal", has_text="Googlebot")).to_contain_text(MARK)
    assert heard == []


async def test_what_would_run_is_heard_of(
    owner: BrowserContext, hostile: str, heard: list[str]
) -> None:
    page: Page = await owner.new_page()
    await page.goto(f"{hostile}/account")
    await page.evaluate(
        "const link = document.createElement('a'); document.body.append(link);"
        "link.setAttribute('href', 'javascript:xss(1)');"
        "try { link.setAttribute('onclick', 'xss(1)') } catch { xss(1) }"
    )
    assert await page.evaluate(LIVE_MARKUP) == ["A href=javascript:xss(1)"]
    assert [each.partition(":")[0] for each in heard] == [
        "executed on /account",
        "require-trusted-types-for on /account",
    ]
