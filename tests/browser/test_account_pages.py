"""Making the first account as a person does, with a keyboard and a real browser."""

import pytest
from aiohttp import web
from playwright.async_api import ConsoleMessage, Page, expect

from tests.browser.barriers import barriers
from tests.browser.conftest import Person, Serve
from tracker.storage.accounts.users import NewUser, insert_user
from tracker.web import keys
from tracker.web.signing_in.first_user import first_user_path

pytestmark = pytest.mark.embedded("needs the link that the server prints into its terminal")


@pytest.mark.parametrize("width", [1440, 390])
async def test_before_the_first_account_no_page_has_a_barrier(
    browser_page: Page, app: web.Application, serve: Serve, width: int
) -> None:
    """The pages that every other test of looks has left behind."""
    address = await serve(app)
    await browser_page.set_viewport_size({"width": width, "height": 844})
    for path in ("/", "/login", await first_user_path(app) or ""):
        await browser_page.goto(address + path)
        assert await barriers(browser_page) == "", path
        seen = await browser_page.evaluate("document.documentElement.scrollWidth")
        assert seen <= width, path


@pytest.fixture
def said() -> list[str]:
    return []


async def open_set_up(page: Page, app: web.Application, serve: Serve, said: list[str]) -> None:
    def hear(message: ConsoleMessage) -> None:
        said.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: said.append(str(error)))
    await page.goto(await serve(app) + (await first_user_path(app) or ""))


async def test_strength_is_shown_as_one_types(
    browser_page: Page, app: web.Application, serve: Serve, said: list[str]
) -> None:
    await open_set_up(browser_page, app, serve, said)
    strength = browser_page.locator("#strength")
    await expect(strength).to_be_hidden()
    for typed, shown in [
        ("short", "10 more characters"),
        ("passwordpassword", "Very weak"),
        ("passwordpassword123", "Very weak"),
        ("abcdefghijklmnop", "Very weak"),
        ("quartz-lemon-violet-harbor", "Strong"),
    ]:
        await browser_page.fill("#password", typed)
        await expect(strength.locator("p")).to_have_text(shown)
    assert said == []


async def test_the_passphrase_offered_makes_an_account(
    browser_page: Page, app: web.Application, serve: Serve, said: list[str]
) -> None:
    await open_set_up(browser_page, app, serve, said)
    page = browser_page
    await page.fill("#name", "Ada")
    await page.fill("#email", "ada@example.com")
    await page.get_by_role("button", name="Use it").click()
    await expect(page.locator("#strength p")).to_have_text("Strong")
    await page.keyboard.press("Tab")
    await page.get_by_role("button", name="Create the account").click()
    await page.evaluate("location = '/account'")
    await expect(page.get_by_role("heading", name="Account")).to_be_visible()
    await page.get_by_label("Account of Ada").click()
    await page.keyboard.press("Escape")
    await expect(page.locator(".menu-sheet")).to_be_hidden()
    await page.get_by_role("button", name="Log out", exact=True).click()
    await expect(page).to_have_url(page.url.split("/login")[0] + "/login")


async def test_a_new_password_is_shown_and_what_is_said_of_it_stays_true(
    browser_page: Page, app: web.Application, serve: Serve, said: list[str]
) -> None:
    page = browser_page
    await open_set_up(page, app, serve, said)
    await expect(page.locator("#email")).to_be_focused()
    password, taken = page.locator("#password"), page.locator("#taken")
    await page.get_by_role("button", name="Use it").click()
    await expect(taken).to_have_text("Filled in. Write it down or let the browser keep it.")
    await page.get_by_role("button", name="Show the password").click()
    await expect(password).to_have_attribute("type", "text")
    await password.press_sequentially("x")
    await expect(taken).to_have_text("")
    await page.evaluate(
        "document.forms[0].addEventListener('submit', (event) => event.preventDefault())"
    )
    await page.get_by_role("button", name="Create the account").click()
    await expect(password).to_have_attribute("type", "password")


async def test_enter_takes_the_name_that_is_free(
    browser_page: Page, app: web.Application, serve: Serve, said: list[str]
) -> None:
    page = browser_page
    await open_set_up(page, app, serve, said)
    await page.fill("#email", "ada@example.com")
    await page.get_by_role("button", name="Use it").click()
    await page.get_by_role("button", name="Create the account").click()
    async with app[keys.DATABASE].transaction() as tx:
        await insert_user(tx, NewUser("joe", "joe@example.com", "-"), 0)
    await page.evaluate("location = '/account/profile'")
    await page.fill("#name", "joe")
    await page.keyboard.press("Enter")
    await expect(page.locator("#name-error")).to_contain_text("joe2 is free")
    await expect(page.locator("#name")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_have_text("Saved.")
    await expect(page.locator("#name")).to_have_value("joe2")


async def test_a_chosen_theme_is_there_before_any_script(
    person: Person, app: web.Application, serve: Serve, said: list[str]
) -> None:
    page = await (await person(color_scheme="light")).new_page()
    await open_set_up(page, app, serve, said)
    await page.fill("#email", "ada@example.com")
    await page.get_by_role("button", name="Use it").click()
    await page.get_by_role("button", name="Create the account").click()
    await page.evaluate("location = '/account/profile'")
    await page.get_by_label("Dark").check()
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("status")).to_have_text("Saved.")
    await page.route("**/*.js", lambda route: route.abort())
    await page.reload()
    await expect(page.locator("body")).to_have_css("background-color", "rgb(16, 18, 20)")
