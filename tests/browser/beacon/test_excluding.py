"""An owner's wish not to be counted, told to a page by its address."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.beacon.embedded import Web

pytestmark = pytest.mark.embedded("plays the server itself")

UNKIND = "<style>* { margin: 0 } p { display: none; opacity: 0; inset: 0 }</style>"
STRICT = "default-src 'none'; script-src http://stats.example:*; connect-src http://stats.example:*"
# Makes a route of any fragment, and goes to its first one from what it does not know.
ROUTER = """
<script>
const routes = [];
const go = () => { routes.push(location.hash); if (location.hash != "#/") location.replace("#/"); };
addEventListener("hashchange", go);
go();
</script>
"""
IGNORED = "localStorage.tracker_ignore"


async def test_a_browser_is_switched_off_and_on_by_the_pages_address(
    web: Web, browser_page: Page
) -> None:
    policy = f'<meta http-equiv="Content-Security-Policy" content="{STRICT}">'
    start = web.page("/deep/page", '<button class="trackable">Buy', head=policy)
    await browser_page.goto(start + "?a=1#tracker-ignore")
    note = browser_page.get_by_role("alert")
    await expect(note).to_contain_text("no longer counts this browser")
    await expect(note).to_be_in_viewport()
    assert browser_page.url.rstrip("#") == start + "?a=1"
    await browser_page.click("button")  # wherever one clicks, the note goes
    await expect(note).to_be_hidden()
    await browser_page.evaluate("tracker('Signup'); history.pushState({}, '', '/cart')")
    await browser_page.goto(start)
    assert await web.only(browser_page) == []
    await browser_page.evaluate("location.hash = 'tracker-count'")
    await expect(note).to_have_text(re.compile(r"shop.example:\d+ counts this browser$"))
    assert await browser_page.evaluate("localStorage.length") == 0
    await browser_page.evaluate("tracker('Signup')")
    assert await web.collector.first("Signup")


async def test_the_pages_own_style_does_not_hide_the_note(web: Web, browser_page: Page) -> None:
    await browser_page.goto(web.page("/", head=UNKIND) + "#tracker-ignore")
    note = browser_page.get_by_role("alert")
    await expect(note).to_be_in_viewport()
    below = await note.evaluate("note => innerHeight - note.getBoundingClientRect().bottom")
    assert below == 16
    await expect(note).to_have_css("opacity", "1")


@pytest.mark.parametrize("attributes", ["", "data-hash"])
async def test_a_router_of_fragments_hides_the_wish_from_nobody(
    web: Web, browser_page: Page, attributes: str
) -> None:
    start = web.page("/app", attributes=attributes, head=ROUTER)
    await browser_page.goto(start + "#tracker-ignore")
    await expect(browser_page.get_by_role("alert")).to_contain_text("no longer counts")
    assert await browser_page.evaluate("routes.pop()") == "#/"
    assert await web.only(browser_page) == []
    await browser_page.evaluate(f"delete {IGNORED}; location.hash = '/tracker-ignore'")
    await browser_page.wait_for_function(IGNORED)


async def test_what_waits_to_be_sent_again_is_sent_no_more(web: Web, browser_page: Page) -> None:
    web.collector.answers.extend([503] * 3)
    await browser_page.goto(web.page("/"))
    await browser_page.wait_for_function("performance.getEntriesByType('resource').length > 1")
    await browser_page.evaluate("location.hash = 'tracker-ignore'")
    await browser_page.wait_for_function(IGNORED)
    before = len(web.collector.requests)
    await expect(browser_page.get_by_role("alert")).to_be_visible()
    await browser_page.evaluate("dispatchEvent(new Event('online')); tracker('Signup')")
    web.collector.answers.clear()
    assert await web.only(browser_page) == []
    assert len(web.collector.requests) == before + 1  # the last word


async def test_a_browser_that_keeps_nothing_says_so_and_counts(
    web: Web, browser_page: Page
) -> None:
    await browser_page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('Kept nothing') }})"
    )
    await browser_page.goto(web.page("/") + "#tracker-ignore")
    await expect(browser_page.get_by_role("alert")).to_have_text("Error: Kept nothing")
    assert await web.collector.first("pageview")
