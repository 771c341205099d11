"""What a page calls tracker() with is never lost; what cannot be used of it is left out."""

import pytest
from playwright.async_api import Page

from tests.browser.beacon.embedded import Web

pytestmark = pytest.mark.embedded("plays the server itself")

NAMES = {"5": "5", "404": "404", "true": "true", "'pro'": "pro", "null": "pageview"}
USED = {
    "null": {},
    "undefined": {},
    "'pro'": {},
    "5": {},
    "{plan: 'pro', none: null, nothing: undefined}": {"plan": "pro"},
    "{plan: 'pro', window}": {"plan": "pro"},
    "{plan: 'pro', big: 5n}": {"plan": "pro"},
    "{plan: 'pro', get broken() { throw new Error('no') }}": {"plan": "pro"},
    "{plan: 'pro', cart: {items: [1]}}": {"plan": "pro", "cart": {"items": [1]}},
    "{at: new Date(0)}": {"at": "1970-01-01T00:00:00.000Z"},
}


@pytest.mark.parametrize(("name", "sent"), NAMES.items())
async def test_whatever_the_name_is_the_event_comes(
    web: Web, browser_page: Page, name: str, sent: str
) -> None:
    await browser_page.goto(web.page("/", attributes="data-manual"))
    await browser_page.evaluate(f"tracker({name})")
    await web.collector.first(sent)


@pytest.mark.parametrize(("given", "sent"), USED.items())
async def test_what_cannot_be_used_of_properties_is_left_out(
    web: Web, browser_page: Page, given: str, sent: dict[str, object]
) -> None:
    await browser_page.goto(web.page("/"))
    await browser_page.evaluate(f"tracker('Signup', {given})")
    properties = (await web.collector.first("Signup")).get("properties") or {}
    assert {k: v for k, v in properties.items() if v is not None} == sent


async def test_what_is_left_out_is_said_once(web: Web, browser_page: Page) -> None:
    said: list[str] = []
    browser_page.on("console", lambda message: said.append(message.type))
    await browser_page.goto(web.page("/"))
    await browser_page.evaluate("tracker('A', 'pro'); tracker('B', {window}); tracker('C', 'pro')")
    await web.collector.first("C")
    assert said.count("warning") == 1


async def test_properties_are_sent_as_they_were(web: Web, browser_page: Page) -> None:
    await browser_page.goto(web.page("/"))
    await browser_page.evaluate(
        "history.pushState({}, '', '/cart');"
        "const cart = {total: 1}; tracker('Order', cart); cart.total = 0"
    )
    assert (await web.collector.first("Order"))["properties"] == {"total": 1}
