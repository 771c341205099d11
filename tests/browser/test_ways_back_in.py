"""Getting back in as a person does: a mail, a link, another password; a phone, its codes, paper."""

import re
import socket
from collections.abc import AsyncIterator
from dataclasses import replace

import pyotp
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser.conftest import Person
from tests.conftest import PASSWORD, QUICK
from tests.mailbox import Mailbox, running_mailbox, text_of
from tests.product_server import ProductServer
from tracker.app import create_app
from tracker.config import Config
from tracker.services.passwords import Passwords
from tracker.storage.users import NewUser, insert_first_user
from tracker.web import keys


@pytest_asyncio.fixture(loop_scope="session")
async def mails() -> AsyncIterator[Mailbox]:
    async with running_mailbox() as mailbox:
        yield mailbox


@pytest_asyncio.fixture(loop_scope="session")
async def home(config: Config, mails: Mailbox) -> AsyncIterator[str]:
    """A server under a name that is not localhost, where ada has an account."""
    port = free_port()
    address = f"http://stats.example:{port}"
    app = create_app(replace(config, public_url=address, mail_url=mails.url))
    app[keys.PASSWORDS] = Passwords(QUICK)
    async with ProductServer(app, port=port):
        async with app[keys.DATABASE].transaction() as tx:
            ada = NewUser("ada", "ada@example.com", QUICK.hash(PASSWORD))
            await insert_first_user(tx, ada, 1)
        yield address


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


async def test_who_forgot_the_password_reads_a_mail_and_is_in(
    home: str, mails: Mailbox, person: Person
) -> None:
    page = await (await person()).new_page()
    await page.goto(home)
    await page.get_by_role("link", name="Log in").click()
    await page.get_by_role("link", name="Forgotten password").click()
    await page.get_by_label("E-mail").fill("ada@example.com")
    await page.get_by_role("button", name="Mail me a link").click()
    await expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    link = link_in(text_of(await mails.next_to("ada@example.com")))
    another = await (await person()).new_page()
    await another.goto(link)
    await expect(another.get_by_role("heading", name="belongs to another browser")).to_be_visible()
    await page.goto(link)
    await page.get_by_role("button", name="Use it").click()
    chosen = await page.locator("#passphrase").text_content()
    await page.get_by_role("button", name="Set the password and log in").click()
    await expect(page.get_by_label("Account of ada")).to_be_visible()
    await page.goto(link)
    await expect(page.get_by_role("heading", name="This link has been used")).to_be_visible()
    await log_in(another, home, chosen or "")
    await expect(another.get_by_label("Account of ada")).to_be_visible()


async def test_a_mailed_link_and_one_click_log_in(
    home: str, mails: Mailbox, person: Person
) -> None:
    page = await (await person()).new_page()
    await page.goto(home + "/login")
    await page.get_by_role("link", name="Log in by e-mail").click()
    await page.get_by_label("E-mail").fill("ada@example.com")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    await page.goto(link_in(text_of(await mails.next_to("ada@example.com"))))
    await page.get_by_role("button", name="Log in").click()
    await expect(page.get_by_label("Account of ada")).to_be_visible()


async def test_a_phone_and_a_paper_are_second_factors(home: str, person: Person) -> None:
    page = await (await person()).new_page()
    await log_in(page, home)
    await page.goto(home + "/account")
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
    await log_in(page, home)
    await page.get_by_label("Code").fill(codes[0])
    await page.get_by_role("button", name="Log in").click()
    await expect(page.get_by_text("It is used up; 9 are left.")).to_be_visible()
    await page.get_by_role("link", name="Go on").click()
    await expect(page.get_by_label("Account of ada")).to_be_visible()


async def log_in(page: Page, home: str, password: str = PASSWORD) -> None:
    await page.goto(home + "/login")
    await page.get_by_label("Name or e-mail").fill("ada")
    await page.get_by_label("Password", exact=True).fill(password)
    await page.get_by_role("button", name="Log in").click()


def link_in(mail: str) -> str:
    return re.search(r"http://stats\.example:\S+", mail)[0]
