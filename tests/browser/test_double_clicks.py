"""A double click on the button of a form, where the server takes its time."""

import asyncio

from playwright.async_api import Route, expect

from tests.browser.conftest import Person
from tests.browser.server_under_test import Server


async def test_a_double_click_sends_a_form_once(server: Server, person: Person) -> None:
    site = await server.add_site("twice.example")
    context = await person()
    await server.log_in(context)
    page = await context.new_page()
    await page.goto(f"{site.page}/badges")
    sent: list[str] = []
    clicked = asyncio.Event()

    async def hold(route: Route) -> None:
        sent.append(route.request.method)
        await clicked.wait()
        await route.continue_()

    await page.route("**/badges", hold)
    await page.get_by_role("button", name="Make the badge").dblclick(no_wait_after=True)
    clicked.set()
    await expect(page.get_by_role("button", name="Remove")).to_have_count(1)
    assert sent.count("POST") == 1
