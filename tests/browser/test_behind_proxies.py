"""Logging in with a real browser through proxies as people set them up: what it is told, and that
the right ones work."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Person
from tests.deploy.proxies import missing, nginx_of_somebody
from tests.seeded_data import PASSWORD, Seeded
from tracker.app import create_app
from tracker.config import Config
from tracker.web.serving.server import listening

STATS = "stats.example"
PASSING = "proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $remote_addr;"
NAMING = "proxy_set_header X-Forwarded-Proto $scheme;"


@asynccontextmanager
async def visited(
    person: Person, folder: Path, config: Config, written: str, tls: bool = False
) -> AsyncIterator[tuple[Page, str, int]]:
    """A tab at the log-in page, its origin, and the port that the proxy asks."""
    if absent := missing("nginx", "openssl"):
        pytest.skip(f"{' and '.join(absent)} not installed: scripts/proxies does it as root")
    async with listening(create_app(config)) as upstream:
        with nginx_of_somebody(folder / "proxy", upstream, written, tls) as port:
            origin = f"http{'s' * tls}://{STATS}:{port}"
            page = await (await person(ignore_https_errors=True)).new_page()
            await page.goto(f"{origin}/login")
            yield page, origin, upstream


async def log_in(page: Page) -> None:
    await page.get_by_label("Name or e-mail").fill("ada")
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Log in", exact=True).click()


async def test_a_host_that_is_not_passed_on_is_named_on_the_page(
    person: Person, tmp_path: Path, config: Config, seeded: Seeded
) -> None:
    async with visited(person, tmp_path, config, "") as (page, origin, upstream):
        await log_in(page)
        said = f"Your browser is on {origin}, and this server was asked for 127.0.0.1:{upstream}."
        await expect(page.get_by_text(said)).to_be_visible()
        await expect(page.get_by_text(f"set PUBLIC_URL={origin}.")).to_be_visible()


async def test_through_an_ordinary_proxy_one_is_logged_in(
    person: Person, tmp_path: Path, config: Config, seeded: Seeded
) -> None:
    async with visited(person, tmp_path, config, PASSING) as (page, origin, _upstream):
        await log_in(page)
        await page.wait_for_url(f"{origin}/")
        await page.goto(f"{origin}/sites/{seeded.site.id}/setup")
        await expect(page.get_by_text("connected", exact=True)).to_be_visible()
        await expect(page.locator("#warning-origin")).to_be_hidden()


async def test_through_https_that_is_believed_everything_fits(
    person: Person, tmp_path: Path, config: Config, seeded: Seeded
) -> None:
    config = replace(config, trusted_proxies=("127.0.0.1",))
    proxied = visited(person, tmp_path, config, PASSING + NAMING, tls=True)
    async with proxied as (page, origin, _upstream):
        await log_in(page)
        await page.wait_for_url(f"{origin}/")
        await page.goto(f"{origin}/sites/{seeded.site.id}/setup")
        await expect(page.get_by_text("connected", exact=True)).to_be_visible()
        await expect(page.locator("#warning-origin")).to_be_hidden()
        await expect(page.locator("#html-html")).to_contain_text(f"{origin}/beacon.js")
        assert {each["secure"] for each in await page.context.cookies()} == {True}


@pytest.mark.parametrize(
    ("public_url", "advice"),
    [
        ("", "Let the proxy pass the Host header on as it is"),
        (f"http://{STATS}", "If browsers reach this server there"),
    ],
)
async def test_a_snippet_that_names_another_address_is_warned_of(  # noqa: PLR0917
    person: Person, tmp_path: Path, config: Config, seeded: Seeded, public_url: str, advice: str
) -> None:
    config = replace(config, public_url=public_url)
    written = f"proxy_set_header Host {STATS};"
    async with visited(person, tmp_path, config, written, tls=True) as (page, origin, _upstream):
        await log_in(page)
        await page.wait_for_url(f"{origin}/")
        await page.goto(f"{origin}/sites/{seeded.site.id}/setup")
        warning = page.locator("#warning-origin")
        await expect(warning).to_be_visible()
        await expect(warning).to_contain_text(f"http://{STATS}")
        await expect(warning).to_contain_text(origin)
        await expect(warning).to_contain_text(advice)
