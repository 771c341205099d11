"""A page that nobody has looked at yet is no pageview, until somebody does."""

import pytest
from playwright.async_api import Page

from tests.browser.beacon.embedded import HIDEABLE, Web

pytestmark = pytest.mark.embedded("plays the server itself")

BEHIND = HIDEABLE.replace("hidden = false", "hidden = true")
EARLY = """<script>
window.tracker = window.tracker || function () { (tracker.q = tracker.q || []).push(arguments) }
tracker("Early")
</script>"""


async def test_a_tab_in_the_background_counts_when_it_is_looked_at(
    web: Web, browser_page: Page
) -> None:
    await browser_page.add_init_script(BEHIND)
    await browser_page.goto(web.page("/", attributes="data-404", head=EARLY))
    await browser_page.evaluate("tracker('Waiting', {n: 1})")
    assert await web.only(browser_page) == []
    await browser_page.evaluate("hide(false)")
    await web.collector.first("Waiting", properties={"n": 1})
    messages = await web.only(browser_page)
    assert [m["name"] for m in messages] == ["pageview", "404", "Early", "Waiting"]
    assert {m["url"] for m in messages} == {f"{web.origin}/"}


async def test_a_tab_that_is_closed_unseen_sends_nothing(web: Web, browser_page: Page) -> None:
    await browser_page.add_init_script(BEHIND)
    await browser_page.goto(web.page("/"))
    await browser_page.evaluate("history.pushState({}, '', '/route')")
    await browser_page.goto(f"{web.origin}/elsewhere")
    assert await web.only(browser_page) == []


async def test_an_unseen_tab_counts_the_page_that_it_shows(web: Web, browser_page: Page) -> None:
    await browser_page.add_init_script(BEHIND)
    await browser_page.goto(web.page("/"))
    await browser_page.evaluate("history.pushState({}, '', '/route')")
    await browser_page.evaluate("hide(false)")
    await web.collector.first("pageview")
    assert [m["url"] for m in await web.only(browser_page)] == [f"{web.origin}/route"]


async def test_time_in_the_background_is_not_time_in_sight(web: Web, browser_page: Page) -> None:
    await browser_page.add_init_script(BEHIND)
    await browser_page.goto(web.page("/"))
    seen = await browser_page.evaluate(
        "new Promise(done => setTimeout(() => done(hide(false)), 900))"
    )
    gone = await browser_page.evaluate("hide(true)")
    hidden = await web.collector.first("leave", state="hidden")
    assert abs(hidden["engaged"] - (gone - seen)) < 500
