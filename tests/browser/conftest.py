"""One Chromium for all browser tests, which therefore share one event loop per worker.

Async fixtures for them: `@pytest_asyncio.fixture(loop_scope="session")`; servers: `serve(app)`.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.chromium import launch_options

HERE = Path(__file__).parent
Serve = Callable[[web.Application], Awaitable[str]]
Person = Callable[..., Awaitable[BrowserContext]]
Undriven = Callable[[str], Awaitable[None]]
NAMES = "--host-resolver-rules=MAP *.example 127.0.0.1"
# No bot's. For the whole browser: a page that is being left does not know its context's own.
AGENT = (
    "--user-agent=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36"
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        options = launch_options()
        options["args"] += [NAMES, AGENT]
        browser = await playwright.chromium.launch(
            **options, ignore_default_args=["--disable-back-forward-cache"]
        )
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def person(browser: Browser) -> AsyncIterator[Person]:
    """Makes a visitor's browser of its own."""
    contexts: list[BrowserContext] = []

    async def come(**options: object) -> BrowserContext:
        contexts.append(await browser.new_context(**options))
        return contexts[-1]

    yield come
    for context in contexts:
        await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def browser_page(person: Person) -> Page:
    return await (await person()).new_page()


@pytest_asyncio.fixture(loop_scope="session")
async def serve() -> AsyncIterator[Serve]:
    """Serves an application on a free port of 127.0.0.1; answers its address."""
    runners: list[web.AppRunner] = []

    async def start(app: web.Application) -> str:
        runners.append(web.AppRunner(app, access_log=None, shutdown_timeout=1))
        await runners[-1].setup()
        site = web.TCPSite(runners[-1], "127.0.0.1", 0)
        await site.start()
        return "http://{}:{}".format(*runners[-1].addresses[0])

    yield start
    for runner in reversed(runners):
        await runner.cleanup()


@pytest_asyncio.fixture(loop_scope="session")
async def undriven(tmp_path: Path) -> AsyncIterator[Undriven]:
    """Opens a page in a Chromium that nobody steers: a steered one does not prerender."""
    processes = []

    async def open_page(address: str) -> None:
        arguments = ["--headless=new", "--remote-debugging-port=0", f"--user-data-dir={tmp_path}"]
        arguments += ["--no-first-run", "--disable-background-networking", "--disable-gpu", NAMES]
        options = launch_options()
        silence = {"stdout": asyncio.subprocess.DEVNULL, "stderr": asyncio.subprocess.DEVNULL}
        processes.append(
            await asyncio.create_subprocess_exec(
                options["executable_path"], *options["args"], *arguments, address, **silence
            )
        )

    yield open_page
    for process in processes:
        process.terminate()
        await process.wait()
