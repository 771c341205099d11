"""Pages that nobody wants to see: a fault, the developer's view of it, maintenance, mails."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import ConsoleMessage, Page

from tests.browser.barriers import barriers
from tests.browser.conftest import Person
from tests.browser.test_looks import WIDTHS
from tests.product_server import ProductServer
from tracker.app import create_app
from tracker.config import Config
from tracker.web import keys

LONG = "a-word-that-goes-on-" * 20


async def fault(request: web.Request) -> web.Response:
    rows = [LONG, "<script>document.title = 'executed'</script>"]
    raise ValueError(rows)


async def serve(config: Config) -> AsyncIterator[tuple[str, web.Application]]:
    app = create_app(config)
    app.router.add_get("/fault", fault)
    async with ProductServer(app) as server:
        yield str(server.make_url("/"))[:-1], app


@pytest_asyncio.fixture(loop_scope="session")
async def plain(tmp_path: Path) -> AsyncIterator[tuple[str, web.Application]]:
    mailed = {"mail_url": "smtp://127.0.0.1:1", "admins": ("ada@example.com",)}
    async for each in serve(Config(data_dir=tmp_path / "data", port=0, **mailed)):
        yield each


@pytest_asyncio.fixture(loop_scope="session")
async def developers(tmp_path: Path) -> AsyncIterator[tuple[str, web.Application]]:
    async for each in serve(Config(data_dir=tmp_path / "data", port=0, debug=True)):
        yield each


async def faults_of(page: Page, address: str) -> list[str]:
    """What is wrong with the page: widths, barriers, and what its console says."""
    wrong: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if "the server responded with a status of 50" not in message.text:
            wrong.append(message.text)

    page.on("console", hear)
    await page.goto(address)
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 900})
        seen = await page.evaluate("document.documentElement.scrollWidth")
        wrong += [f"{seen} px wide on a screen of {width}"] if seen > width else []
    wrong += [found] if (found := await barriers(page)) else []
    assert await page.title() != "executed"
    return wrong


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_faults_and_maintenance_have_no_barrier_and_fit(
    person: Person, plain: tuple[str, web.Application], theme: str
) -> None:
    address, app = plain
    page = await (await person(color_scheme=theme)).new_page()
    assert await faults_of(page, f"{address}/fault") == []
    await app[keys.MAINTENANCE].begin(f"back at 15:00 {LONG}", now=0)
    assert await faults_of(page, f"{address}/register") == []


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_developers_pages_have_no_barrier_and_fit(
    person: Person, developers: tuple[str, web.Application], theme: str
) -> None:
    address, _ = developers
    page = await (await person(color_scheme=theme)).new_page()
    for path in ("/fault", "/dev/mail/error_report"):
        assert await faults_of(page, address + path) == [], path


async def test_a_mail_is_seen_in_its_frame(
    person: Person, developers: tuple[str, web.Application]
) -> None:
    address, _ = developers
    page = await (await person()).new_page()
    await page.goto(f"{address}/dev/mail/error_report")
    heading = page.frame_locator("iframe").get_by_role("heading")
    assert "ZeroDivisionError" in (await heading.text_content() or "")
