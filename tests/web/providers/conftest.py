"""A server whose people sign in with a small provider."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from html import unescape

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient

from tests.fixtures.server import OUR_PAGE
from tests.small_provider import CLIENT, SECRET, SmallProvider
from tests.world import PASSWORD
from tracker.config import Config

SignIn = Callable[..., Awaitable[ClientResponse]]
PUBLIC = "http://stats.localhost"
PROOF = {"password": PASSWORD}


@pytest.fixture
async def provider() -> AsyncIterator[SmallProvider]:
    async with SmallProvider.open() as provider:
        yield provider


@pytest.fixture
def config(config: Config, provider: SmallProvider) -> Config:
    return replace(
        config,
        public_url=PUBLIC,
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
        oidc_name="Example ID",
    )


@pytest.fixture
def depart() -> Callable[..., Awaitable[str]]:
    """`await depart(browser)`: the address at the provider that the page leads to, for who knows
    the password of the account where it is asked for."""

    async def depart(browser: TestClient, path: str = "/login/provider") -> str:
        headers = OUR_PAGE | {"Host": "stats.localhost"}
        page = await browser.post(path, headers=headers, data=PROOF)
        text = await page.text()
        found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', text)
        assert found, text
        return unescape(found[1])

    return depart


@pytest.fixture
def back(depart: Callable[..., Awaitable[str]]) -> Callable[..., Awaitable[str]]:
    """`await back(browser)`: the path that the provider sends the browser back to."""

    async def come_back(browser: TestClient, path: str = "/login/provider") -> str:
        address = await depart(browser, path)
        answer = await browser.session.get(address, allow_redirects=False)
        place = answer.headers["Location"]
        assert place.startswith(f"{PUBLIC}/login/provider/back?")
        return place.removeprefix(PUBLIC)

    return come_back


@pytest.fixture
def sign_in(back: Callable[..., Awaitable[str]]) -> SignIn:
    """`await sign_in(browser)`: all the way, to what is answered in the end."""

    async def sign_in(browser: TestClient, path: str = "/login/provider") -> ClientResponse:
        return await arrive(browser, await back(browser, path))

    return sign_in


async def arrive(browser: TestClient, path: str) -> ClientResponse:
    return await browser.get(path, headers={"Host": "stats.localhost"}, allow_redirects=False)
