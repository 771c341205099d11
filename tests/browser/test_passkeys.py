"""Passkeys in a real browser, whose virtual phone keeps them."""

from dataclasses import replace
from pathlib import Path

import pyotp
import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Person, Serve
from tests.browser.passkey_phone import Phone
from tests.browser.server_under_test import Server
from tests.browser.test_behind_proxies import NAMING, PASSING, visited
from tests.browser.test_ways_back_in import fill_in_log_in
from tests.conftest import PASSWORD
from tests.product_server import ProductServer
from tests.seeded_data import Seeded
from tracker.app import create_app
from tracker.config import Config

BUTTON = "Log in with a passkey"
NO_OFFER = "PublicKeyCredential.isConditionalMediationAvailable = async () => false"


@pytest.fixture
def server_host() -> str:
    return "localhost"


async def tab_with_a_button(person: Person) -> Page:
    """Of a browser that offers no passkey in a field: a virtual phone would say yes at once."""
    page = await (await person()).new_page()
    await page.add_init_script(NO_OFFER)
    return page


async def log_in(page: Page, address: str) -> None:
    await page.goto(f"{address}/login")
    await fill_in(page)


async def fill_in(page: Page) -> None:
    await page.get_by_label("Name or e-mail").fill("ada")
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Log in", exact=True).click()
    await expect(page.get_by_label("Account of ada")).to_be_visible()


async def add(page: Page, address: str, name: str = "Phone") -> None:
    await page.goto(f"{address}/account")
    await page.get_by_role("link", name="Passkeys").click()
    await page.get_by_label("Name of the passkey").fill(name)
    await page.get_by_label("Your password").fill(PASSWORD)
    await page.get_by_role("button", name="Go on").click()
    await page.get_by_role("button", name="Make the passkey").click()
    await expect(page.get_by_text("never used")).to_be_visible()


async def log_out(page: Page) -> None:
    """And the browser is not known, either."""
    await page.context.clear_cookies()


async def test_a_passkey_logs_in_without_name_and_password(server: Server, person: Person) -> None:
    page = await tab_with_a_button(person)
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda line: broken.append(line.text))
    phone = await Phone.beside(page)
    await log_in(page, server.address)
    await add(page, server.address)
    [key] = await phone.keys()
    assert (key["rpId"], key["isResidentCredential"]) == ("localhost", True)
    assert (key["userName"], key["userDisplayName"]) == (server.email, "ada")
    await log_out(page)
    await page.goto(f"{server.address}/login?next=/account/passkeys")
    await page.get_by_role("button", name=BUTTON).click()
    await expect(page.get_by_text("last used")).to_be_visible()
    assert broken == []


async def test_it_is_offered_in_the_field_of_the_name(server: Server, person: Person) -> None:
    page = await (await person()).new_page()
    await Phone.beside(page)
    await log_in(page, server.address)
    await add(page, server.address)
    await log_out(page)
    await page.goto(f"{server.address}/login")
    await expect(page.get_by_label("Account of ada")).to_be_visible()  # it is the only one


async def test_it_answers_the_second_step(server: Server, person: Person) -> None:
    page = await tab_with_a_button(person)
    await Phone.beside(page)
    await log_in(page, server.address)
    await add(page, server.address)
    await page.goto(f"{server.address}/account/two-factors")
    await page.get_by_label("Your password").fill(PASSWORD)
    await page.get_by_role("button", name="Set it up").click()
    secret = (await page.locator("#secret").text_content() or "").replace(" ", "")
    await page.get_by_label("Code").fill(pyotp.TOTP(secret).now())
    await page.get_by_role("button", name="Turn on").click()
    await page.get_by_role("link", name="I have kept them").click()
    await log_out(page)
    await page.goto(f"{server.address}/login")
    await fill_in_log_in(page)
    await expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    await page.get_by_role("button", name=BUTTON).click()
    await expect(page.get_by_label("Account of ada")).to_be_visible()


async def test_whoever_thinks_better_of_it_stays_where_they_are(
    server: Server, person: Person
) -> None:
    page = await tab_with_a_button(person)
    phone = await Phone.beside(page)
    await log_in(page, server.address)
    await page.goto(f"{server.address}/account/passkeys")
    await page.get_by_label("Name of the passkey").fill("Phone")
    await page.get_by_label("Your password").fill(PASSWORD)
    await page.get_by_role("button", name="Go on").click()
    await phone.refuses()
    await page.get_by_role("button", name="Make the passkey").click()
    await expect(page.get_by_text("No passkey was made. You can try again.")).to_be_visible()
    await phone.refuses(False)
    await page.get_by_role("button", name="Make the passkey").click()
    await expect(page.get_by_text("never used")).to_be_visible()
    await log_out(page)
    await page.goto(f"{server.address}/login")
    await phone.refuses()
    await page.get_by_role("button", name=BUTTON).click()
    await expect(page.get_by_text("No passkey was used.")).to_be_visible()
    await phone.refuses(False)
    await page.get_by_role("button", name=BUTTON).click()
    await expect(page.get_by_label("Account of ada")).to_be_visible()


async def test_a_phone_holds_one_passkey_of_an_account(server: Server, person: Person) -> None:
    page = await tab_with_a_button(person)
    phone = await Phone.beside(page)
    await log_in(page, server.address)
    await add(page, server.address)
    await page.get_by_label("Name of the passkey").fill("Again")
    await page.get_by_label("Your password").fill(PASSWORD)
    await page.get_by_role("button", name="Go on").click()
    await page.get_by_role("button", name="Make the passkey").click()
    await expect(page.get_by_text("has a passkey for your account already")).to_be_visible()
    assert len(await phone.keys()) == 1


async def test_a_removed_passkey_is_refused_with_a_sentence(server: Server, person: Person) -> None:
    page = await tab_with_a_button(person)
    await Phone.beside(page)
    await log_in(page, server.address)
    await add(page, server.address)
    await page.get_by_role("link", name="Remove Phone").click()
    await page.get_by_label("Your password").fill(PASSWORD)
    await page.get_by_role("button", name="Remove").click()
    await expect(page.get_by_text("No passkey yet.")).to_be_visible()
    await log_out(page)
    await page.goto(f"{server.address}/login")
    await page.get_by_role("button", name=BUTTON).click()
    await expect(page.get_by_text("This passkey opens nothing here.")).to_be_visible()


async def test_without_script_the_password_logs_in_and_no_passkey_is_offered(
    server: Server, person: Person
) -> None:
    page = await (await person(java_script_enabled=False)).new_page()
    await page.goto(f"{server.address}/login")
    await expect(page.get_by_role("button", name=BUTTON)).to_be_hidden()
    await fill_in(page)
    await page.goto(f"{server.address}/account/passkeys")
    await expect(page.get_by_text("This browser makes no passkeys")).to_be_visible()
    await expect(page.get_by_role("button", name="Go on")).to_be_hidden()


@pytest.mark.embedded("is its own server, below a path")
async def test_below_a_path(config: Config, seeded: Seeded, person: Person) -> None:
    async with ProductServer(create_app(replace(config, base_path="/stats"))) as server:
        address = f"http://localhost:{server.port}/stats"
        page = await tab_with_a_button(person)
        await Phone.beside(page)
        await log_in(page, address)
        await add(page, address)
        await log_out(page)
        await page.goto(f"{address}/login")
        await page.get_by_role("button", name=BUTTON).click()
        await page.wait_for_url(f"{address}/")
        await expect(page.get_by_label("Account of ada")).to_be_visible()


@pytest.mark.embedded("is its own server, at an address without a name")
async def test_an_address_without_a_name_is_told_why_there_are_none(
    config: Config, seeded: Seeded, serve: Serve, person: Person
) -> None:
    address = await serve(create_app(config))
    page = await tab_with_a_button(person)
    await page.goto(f"{address}/login")
    await expect(page.get_by_role("button", name=BUTTON)).to_be_hidden()
    await fill_in(page)
    await page.goto(f"{address}/account/passkeys")
    await expect(page.get_by_text("this server’s address is a number")).to_be_visible()
    await page.goto(f"{address.replace('127.0.0.1', 'stats.example')}/login")
    await expect(page.get_by_role("button", name=BUTTON)).to_be_hidden()
    await fill_in(page)
    await page.goto(f"{address.replace('127.0.0.1', 'stats.example')}/account/passkeys")
    await expect(page.get_by_text("this server’s address is http.")).to_be_visible()


@pytest.mark.embedded("is its own server, behind a proxy")
async def test_behind_https_that_is_believed(
    person: Person, tmp_path: Path, config: Config, seeded: Seeded
) -> None:
    config = replace(config, trusted_proxies=("127.0.0.1",))
    proxied = visited(person, tmp_path, config, PASSING + NAMING, tls=True)
    async with proxied as (page, origin, _upstream):
        await page.add_init_script(NO_OFFER)
        phone = await Phone.beside(page)
        await log_in(page, origin)
        await add(page, origin)
        assert [key["rpId"] for key in await phone.keys()] == ["stats.example"]
        await log_out(page)
        await page.goto(f"{origin}/login")
        await page.get_by_role("button", name=BUTTON).click()
        await expect(page.get_by_label("Account of ada")).to_be_visible()
