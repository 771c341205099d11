"""A live page whose messages the test sends."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.browser.live.live_server import LiveServer, live_server

Watch = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(loop_scope="session")
async def live() -> AsyncIterator[LiveServer]:
    async with live_server() as server:
        yield server


@pytest_asyncio.fixture(loop_scope="session")
async def watch(browser: Browser, live: LiveServer) -> AsyncIterator[Watch]:
    """Opens the live page and waits until it is connected; any script error fails the test."""
    wrong: list[str] = []
    contexts = []

    async def open_page(query: str = "", width: int = 1440, **options: Any) -> Page:
        context = await browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda line: wrong.append(line.text) if is_wrong(line) else None)
        await page.goto(f"{live.address}/sites/1/live{query}")
        await page.wait_for_selector("#connection[data-state=connected]")
        return page

    yield open_page
    for context in contexts:
        await context.close()
    assert wrong == []


def is_wrong(line: Any) -> bool:
    """A broken policy or script; a socket that this test has cut is none."""
    return line.type == "error" and "WebSocket" not in line.text
