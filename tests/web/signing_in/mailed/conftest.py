"""A server that mails links, and browsers that know it by its public name."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from email.message import EmailMessage

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from tests.clock import Clock
from tests.conftest import OUR_PAGE, PASSWORD, MakeUser
from tests.mailbox import Mailbox, text_of
from tests.product_server import ProductServer
from tracker.config import Config

PUBLIC = "http://stats.example.com"
HOST = OUR_PAGE | {"Host": "stats.example.com"}

Browser = Callable[[], Awaitable[TestClient]]
LogIn = Callable[..., Awaitable[TestClient]]


@pytest.fixture
def config(config: Config, mailbox: Mailbox) -> Config:
    return replace(config, mail_url=mailbox.url, public_url=PUBLIC)


@pytest.fixture(autouse=True)
def still(clock: Clock) -> None:
    """Time passes when told to."""
    clock.stop()


@pytest.fixture
async def client(app: web.Application, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(ProductServer(app), headers=HOST)


@pytest.fixture
def browser(client: TestClient, aiohttp_client: AiohttpClient) -> Browser:
    """`await browser()` is one that nobody has used yet."""

    async def start() -> TestClient:
        return await aiohttp_client(client.server, headers=HOST)

    return start


@pytest.fixture
def login(browser: Browser) -> LogIn:
    async def log_in(name: str = "ada", password: str = PASSWORD) -> TestClient:
        started = await browser()
        typed = {"login": name, "password": password}
        answer = await started.post("/login", data=typed, allow_redirects=False)
        assert answer.status == 303, await answer.text()
        return started

    return log_in


@pytest.fixture
async def ada(make_user: MakeUser, login: LogIn) -> TestClient:
    """Ada has an account and is logged in here."""
    await make_user("ada")
    return await login("ada")


def link_in(mail: EmailMessage) -> str:
    """The path of the link in a mail."""
    (address,) = set(re.findall(r"https?://\S+/[A-Za-z0-9_-]{43}\S*", text_of(mail)))
    assert address.startswith(PUBLIC + "/")
    return address.removeprefix(PUBLIC)


async def heading(browser: TestClient, path: str, method: str = "GET") -> tuple[int, str]:
    """Status and first words of a page."""
    answer = await browser.request(method, path, allow_redirects=False)
    found = re.search(r"<h1>(.*?)</h1>", await answer.text())
    return answer.status, found[1] if found else ""
