"""One Chromium for all browser tests, which therefore share one event loop per worker.

Async fixtures for them: `@pytest_asyncio.fixture(loop_scope="session")`; servers: `serve(app)`.
A test that asks for `server` runs against a deployed server too: `--server URL`.
"""

import asyncio
import inspect
import os
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.browser.server_under_test import (
    Deployed,
    Mails,
    Refused,
    Server,
    deployed,
    embedded,
)
from tests.chromium import launch_options
from tests.eventually import PATIENCE
from tests.mailbox import running_mailbox
from tests.product_server import ProductServer
from tests.seeded_data import Seeded, seed
from tracker.config import Config
from tracker.services.mail.inbox import Inbox

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

expect.set_options(timeout=1000 * PATIENCE)  # else 5 s


TARGET = pytest.StashKey[Deployed]()
LEFT_OUT = pytest.StashKey[Counter[str]]()


def pytest_configure(config: pytest.Config) -> None:
    if not (address := config.getoption("--server")):
        return
    if getattr(config.option, "numprocesses", None):
        raise pytest.UsageError("--server: one test after the other, as each empties it: -n 0.")
    command, email = (os.environ.get(f"SERVER_{name}", "") for name in ("COMMAND", "EMAIL"))
    try:
        config.stash[TARGET] = deployed(address.rstrip("/"), command, email or "ada@example.com")
    except Refused as refused:
        raise pytest.UsageError(f"--server: {refused}") from None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
    if config.getoption("--server"):
        reasons = {item: reason for item in items if (reason := why_not_deployed(item))}
        config.stash[LEFT_OUT] = Counter(reasons.values())
        config.hook.pytest_deselected(items=list(reasons))
        items[:] = [item for item in items if item not in reasons]


def why_not_deployed(item: pytest.Item) -> str:
    """Why this test cannot run against a server that is deployed; "" when it can."""
    assert isinstance(item, pytest.Function)
    if mark := item.get_closest_marker("embedded"):
        return f"{item.path.name}: {mark.args[0]}"
    if "server" not in item.fixturenames:
        return f"{item.path.name}: plays the server itself"
    if "mails" in inspect.signature(item.function).parameters and not os.environ.get(
        "SERVER_MAILBOX"
    ):
        return f"{item.path.name}: reads mails, and SERVER_MAILBOX is not set"
    return ""


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if left_out := config.stash.get(LEFT_OUT, None):
        terminalreporter.section("not run against a deployed server")
        for reason, count in sorted(left_out.items()):
            terminalreporter.line(f"{count:>4} of {reason}")


@pytest.fixture
def server_host() -> str:
    """The name by which browsers know the server, where it is not deployed."""
    return "127.0.0.1"


@pytest_asyncio.fixture(loop_scope="session")
async def mails(request: pytest.FixtureRequest) -> AsyncIterator[Mails]:
    """Where the mails of `server` arrive."""
    if target := request.config.stash.get(TARGET, None):
        yield Inbox(os.environ.get("SERVER_MAILBOX", ""), await target.now())
        return
    async with running_mailbox() as mailbox:
        yield mailbox


@pytest_asyncio.fixture(loop_scope="session")
async def server(
    request: pytest.FixtureRequest, config: Config, mails: Mails, server_host: str, tmp_path: Path
) -> AsyncIterator[Server]:
    """An empty server on which ada has an account: in this process, or the deployed one."""
    if target := request.config.stash.get(TARGET, None):
        yield await target.fresh()
        return
    async with embedded(config, server_host, mails.url, tmp_path) as here:
        yield here


@pytest_asyncio.fixture(loop_scope="session")
async def seeded(config: Config) -> Seeded:
    """As elsewhere, on the loop that all browser tests share."""
    return await seed(config.data_dir)


@pytest_asyncio.fixture(loop_scope="session")
async def seeded_server(seeded: Seeded, app: web.Application) -> AsyncIterator[ProductServer]:
    """The server of this test's own settings, with ada and her site."""
    async with ProductServer(app) as server:
        yield server


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with started() as browser:
        yield browser


@asynccontextmanager
async def started(whole: bool = False) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        options = launch_options(whole)
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
        contexts[-1].set_default_timeout(1000 * PATIENCE)
        return contexts[-1]

    yield come
    for context in contexts:
        await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def browser_page(person: Person) -> Page:
    return await (await person()).new_page()


@pytest_asyncio.fixture(loop_scope="session")
async def whole_page() -> AsyncIterator[Page]:
    """A tab of a Chromium that keeps the pages one goes back to: the others' shell does not."""
    async with started(whole=True) as browser:
        yield await browser.new_page()


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
        options = launch_options(whole=True)
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
