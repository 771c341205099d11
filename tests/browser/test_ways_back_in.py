"""Getting back in as a person does: a mail, a link, another password; a phone, its codes, paper."""

import re
from email.message import EmailMessage

import pyotp
import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Person
from tests.browser.server_under_test import Mails, Server
from tests.conftest import PASSWORD
from tests.mailbox import text_of


@pytest.fixture
def server_host() -> str:
    return "stats.example"  # not localhost, for which browsers make exceptions


async def test_who_forgot_the_password_reads_a_mail_and_is_in(
    server: Server, mails: Mails, person: Person
) -> None:
    page = await (await person()).new_page()
    await page.goto(server.address)
    await page.get_by_role("link", name="Log in").click()
    await page.get_by_role("link", name="Forgotten password").click()
    await page.get_by_label("E-mail").fill(server.email)
    await page.get_by_role("button", name="Mail me a link").click()
    await expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    link = link_in(await mails.next_to(server.email), server)
    another = await (await person()).new_page()
    await another.goto(link)
    await expect(another.get_by_role("heading", name="belongs to another browser")).to_be_visible()
    await page.goto(link)
    await page.get_by_role("button", name="Use it").click()
    chosen = await page.locator("#passphrase").text_content()
    await page.get_by_role("button", name="Set the password and log in").click()
    await expect(page.get_by_label("Account of ada")).to_be_visible()
    assert "password" in (await mails.next_to(server.email))["Subject"]
    await page.goto(link)
    await expect(page.get_by_role("heading", name="This link has been used")).to_be_visible()
    await log_in(another, server, chosen or "")
    await expect(another.get_by_label("Account of ada")).to_be_visible()


async def test_a_mailed_link_and_one_click_log_in(
    server: Server, mails: Mails, person: Person
) -> None:
    page = await (await person()).new_page()
    await page.goto(server.address + "/login")
    await page.get_by_role("link", name="Log in by e-mail").click()
    await page.get_by_label("E-mail").fill(server.email)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    await page.goto(link_in(await mails.next_to(server.email), server))
    await page.get_by_role("button", name="Log in").click()
    await expect(page.get_by_label("Account of ada")).to_be_visible()


async def test_a_phone_and_a_paper_are_second_factors(server: Server, person: Person) -> None:
    page = await (await person()).new_page()
    await log_in(page, server)
    await page.goto(server.address + "/account")
    await page.get_by_role("link", name="Set it up").click()
    await page.get_by_label("Your password").fill(PASSWORD)
    await page.get_by_role("button", name="Set it up").click()
    await expect(page.locator("img.qr")).to_have_js_property("complete", True)
    assert await page.locator("img.qr").evaluate("image => image.naturalWidth") > 100
    secret = (await page.locator("#secret").text_content() or "").replace(" ", "")
    await page.get_by_label("Code").fill(pyotp.TOTP(secret).now())
    await page.get_by_role("button", name="Turn on").click()
    codes = (await page.locator("#codes").text_content() or "").split()
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Save as a file").click()
    saved = await (await download.value).path()
    assert set(codes) <= set(saved.read_text().split())
    await page.get_by_role("link", name="I have kept them").click()
    await page.get_by_role("button", name="Log out", exact=True).first.click()
    await log_in(page, server)
    await page.get_by_label("Code").fill(codes[0])
    await page.get_by_role("button", name="Log in").click()
    await expect(page.get_by_text("It is used up; 9 are left.")).to_be_visible()
    await page.get_by_role("link", name="Go on").click()
    await expect(page.get_by_label("Account of ada")).to_be_visible()


async def log_in(page: Page, server: Server, password: str = PASSWORD) -> None:
    await page.goto(server.address + "/login")
    await fill_in_log_in(page, password)


async def fill_in_log_in(page: Page, password: str = PASSWORD) -> None:
    await page.get_by_label("Name or e-mail").fill("ada")
    await page.get_by_label("Password", exact=True).fill(password)
    await page.get_by_role("button", name="Log in", exact=True).click()


def link_in(mail: EmailMessage, server: Server) -> str:
    found = re.search(re.escape(server.address) + r"/\S+", text_of(mail))
    assert found
    return found[0]
