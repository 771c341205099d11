"""Signing in with a certified provider, all of it by clicks: there, back, linked and unlinked."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from playwright.async_api import ConsoleMessage, Page, Route, expect

from tests.browser.server_under_test import free_port
from tests.certified_provider import MISSING, WHY, certified_provider
from tests.product_server import ProductServer
from tests.seeded_data import Seeded
from tests.small_provider import CLIENT, SECRET
from tests.world import PASSWORD
from tracker.app import create_app
from tracker.config import Config

pytestmark = pytest.mark.skipif(MISSING, reason=WHY)


@pytest_asyncio.fixture(loop_scope="session")
async def address(config: Config, seeded: Seeded) -> AsyncIterator[str]:
    """Of a server whose people sign in there; the two are different sites to a browser."""
    port = free_port()
    public = f"http://127.0.0.1:{port}"
    with certified_provider(f"{public}/login/provider/back") as issuer:
        told = replace(
            config,
            public_url=public,
            oidc_issuer=issuer,
            oidc_client_id=CLIENT,
            oidc_client_secret=SECRET,
            oidc_name="Example ID",
        )
        async with ProductServer(create_app(told), port=port):
            yield public


@pytest_asyncio.fixture(loop_scope="session")
async def tab(browser_page: Page) -> Page:
    """It fetches nothing of elsewhere, as that provider's pages would have it do with a font."""
    await browser_page.route(re.compile(r"^http(?!://(localhost|127\.0\.0\.1):)"), refuse)
    return browser_page


async def refuse(route: Route) -> None:
    await route.abort()


async def test_somebody_signs_in_there_takes_the_link_away_and_makes_it_anew(
    address: str, tab: Page
) -> None:
    page, broken = tab, list[str]()

    def is_odd(line: ConsoleMessage) -> bool:
        """On our own pages; asking for the password has a status that the console tells of."""
        return address in page.url and "status of 422" not in line.text

    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda line: broken.append(line.text) if is_odd(line) else None)
    await page.goto(f"{address}/login?next=/account")
    await page.get_by_role("button", name="Log in with Example ID").click()
    await say_who_there(page, "ada")
    await expect(page).to_have_url(f"{address}/account")
    await expect(page.get_by_text("Linked: ada@example.com")).to_be_visible()
    for each in ("Take the link away", "Link it"):
        await page.get_by_role("button", name=each).click()
        await page.get_by_label("Your password").fill(PASSWORD)
        await page.get_by_role("button", name="Go on").click()
    await expect(page.get_by_text("Linked: ada@example.com")).to_be_visible()
    assert broken == []


async def test_whoever_turns_back_there_is_told_so_and_may_begin_again(
    address: str, tab: Page
) -> None:
    await tab.goto(f"{address}/login")
    await tab.get_by_role("button", name="Log in with Example ID").click()
    await tab.get_by_role("link", name="Cancel").click()
    await expect(tab.get_by_text("has not let you in")).to_be_visible()
    await tab.get_by_role("link", name="Back to the log-in").click()
    await expect(tab.get_by_role("button", name="Log in with Example ID")).to_be_visible()


async def say_who_there(page: Page, name: str) -> None:
    """On the provider's own pages."""
    await page.get_by_placeholder("Enter any login").fill(name)
    await page.get_by_placeholder("and password").fill("any")
    await page.get_by_role("button", name="Sign-in").click()
    await page.get_by_role("button", name="Continue").click()
