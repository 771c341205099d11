"""A file that is given to the page Imports, as its user sees what becomes of it."""

from pathlib import Path

from playwright.async_api import Page, expect

from tests.browser.conftest import Person
from tests.browser.server_under_test import Server


async def imports_page(server: Server, person: Person) -> Page:
    site = await server.add_site("uploads.example")
    context = await person()
    await server.log_in(context)
    page = await context.new_page()
    await page.goto(f"{site.page}/imports")
    return page


async def give(page: Page, file: Path) -> None:
    await page.set_input_files("#file", file)
    await page.get_by_role("button", name="Import it").click()


async def test_an_empty_file_is_called_empty(
    server: Server, person: Person, tmp_path: Path
) -> None:
    page = await imports_page(server, person)
    empty = tmp_path / "empty.csv"
    empty.touch()
    await give(page, empty)
    await expect(page.locator("#upload-status")).to_have_text("This file is empty.")
    await expect(page.locator("#upload-progress")).to_be_hidden()


async def test_who_is_logged_in_no_more_is_asked_to_log_in(
    server: Server, person: Person, tmp_path: Path
) -> None:
    page = await imports_page(server, person)
    address = page.url
    file = tmp_path / "some.csv"
    file.write_text("2Path,Title\n")
    await page.context.clear_cookies()
    await give(page, file)
    await expect(page.get_by_role("button", name="Log in")).to_be_visible()
    assert "/imports" in address
    assert page.url.endswith("/login?next=" + address.removeprefix(server.address))
