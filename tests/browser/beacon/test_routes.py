"""What is a page to the product is a pageview; another query or spelling of it is none."""

import pytest
from playwright.async_api import Page

from tests.browser.beacon.embedded import Web

pytestmark = pytest.mark.embedded("plays the server itself")

# From which address to which: the same page to the product.
NO_PAGES = {
    "a query": ("", "/shop", "/shop?lat=1&lng=2"),
    "another query": ("", "/shop?page=1", "/shop?page=2"),
    "no query": ("", "/shop?utm_source=news&gclid=1", "/shop"),
    "another order of the query": ("", "/shop?a=1&b=2", "/shop?b=2&a=1"),
    "a trailing slash": ("", "/shop", "/shop/"),
    "no trailing slash": ("", "/shop/?a=1", "/shop"),
    "a fragment": ("", "/shop", "/shop#top"),
    "the first route": ("data-hash", "/", "/#/"),
    "the old first route": ("data-hash", "/shop", "/shop#!/"),
    "a route's query": ("data-hash", "/#/list?page=1", "/#/list?page=2"),
    "a route's trailing slash": ("data-hash", "/#/list", "/#/list/"),
    "an answer that is taken away": ("data-hash", "/#access_token=x", "/"),
    "a query before a route": ("data-hash", "/?a=1#/list", "/?b=2#/list"),
}
PAGES = {
    "a path": ("", "/shop", "/cart"),
    "a path below": ("", "/shop", "/shop/1"),
    "another case": ("", "/shop", "/Shop"),
    "a route": ("data-hash", "/#/list", "/#/cart"),
    "a route below": ("data-hash", "/#/list", "/#/list/1"),
    "the path before a route": ("data-hash", "/shop#/list", "/cart#/list"),
}


@pytest.mark.parametrize("call", ["pushState", "replaceState"])
@pytest.mark.parametrize("way", NO_PAGES.values(), ids=NO_PAGES)
async def test_another_spelling_of_a_page_is_no_pageview(
    web: Web, browser_page: Page, way: tuple[str, str, str], call: str
) -> None:
    attributes, start, then = way
    web.page(start.partition("?")[0].partition("#")[0], attributes=attributes)
    await browser_page.goto(web.origin + start)
    await web.collector.first("pageview")
    await browser_page.evaluate(f"history.{call}({{}}, '', '{then}'); tracker('Signup')")
    await web.collector.first("Signup")
    assert [m["name"] for m in web.collector.messages] == ["pageview", "Signup"]


@pytest.mark.parametrize("way", PAGES.values(), ids=PAGES)
async def test_another_path_or_route_is_a_pageview(
    web: Web, browser_page: Page, way: tuple[str, str, str]
) -> None:
    attributes, start, then = way
    web.page(start.partition("?")[0].partition("#")[0], attributes=attributes)
    await browser_page.goto(web.origin + start)
    await web.collector.first("pageview")
    await browser_page.evaluate(f"history.replaceState({{}}, '', '{then}')")
    await web.collector.first("pageview", url=web.origin + then)


async def test_thirty_moves_of_a_map_are_one_page(web: Web, browser_page: Page) -> None:
    await browser_page.goto(web.page("/map"))
    await browser_page.evaluate(
        "for (let i = 0; i < 30; i++) history.replaceState({}, '', `/map?lat=${i}&zoom=${i}`)"
    )
    assert [m["name"] for m in await web.only(browser_page)] == ["pageview"]


async def test_a_referrer_never_carries_a_query(web: Web, browser_page: Page) -> None:
    start = web.page("/reset")
    await browser_page.goto(f"{start}?token=s3cr3t")
    await browser_page.evaluate("history.pushState({}, '', '/done')")
    done = await web.collector.first("pageview", url=f"{web.origin}/done")
    assert done["referrer"] == start
    web.page("/next", '<meta name="referrer" content="unsafe-url">')
    web.page("/reset", '<a href="/next">next</a>', head='<meta name=referrer content="unsafe-url">')
    await browser_page.goto(f"{start}?token=s3cr3t")
    await browser_page.click("a")
    following = await web.collector.first("pageview", url=f"{web.origin}/next")
    assert following["referrer"] == start


# Titles


@pytest.mark.parametrize("after", [0, 400, 1_000])
async def test_a_title_that_comes_late_is_the_pages_own(
    web: Web, browser_page: Page, after: int
) -> None:
    await browser_page.goto(web.page("/"))
    await browser_page.evaluate(
        f"history.pushState({{}}, '', '/cart'); tracker('Opened');"
        f"setTimeout(() => document.title = 'Cart', {after})"
    )
    opened = await web.collector.first("Opened")
    viewed = await web.collector.first("pageview", url=f"{web.origin}/cart")
    assert (viewed["title"], opened["title"]) == ("Cart", "Cart")
    names = [m["name"] for m in web.collector.messages]
    assert names == ["pageview", "leave", "pageview", "Opened"]


async def test_a_title_that_comes_after_the_pageview_is_told_when_the_page_is_left(
    web: Web, browser_page: Page
) -> None:
    web.page("/next")
    await browser_page.goto(web.page("/"))
    await web.collector.first("pageview")
    await browser_page.evaluate("document.title = 'Welcome'; tracker('Opened')")
    await web.collector.first("Opened")
    await browser_page.goto(f"{web.origin}/next")
    left = await web.collector.first("leave")
    assert left["title"] == "Welcome"


async def test_a_page_whose_title_was_told_says_it_no_more(web: Web, browser_page: Page) -> None:
    web.page("/next")
    await browser_page.goto(web.page("/"))
    await web.collector.first("pageview")
    await browser_page.goto(f"{web.origin}/next")
    assert "title" not in await web.collector.first("leave")


async def test_the_next_pages_title_is_not_the_one_befores(web: Web, browser_page: Page) -> None:
    await browser_page.goto(web.page("/"))
    await web.collector.first("pageview")
    await browser_page.evaluate("document.title = 'Cart'; history.pushState({}, '', '/cart')")
    viewed = await web.collector.first("pageview", url=f"{web.origin}/cart")
    assert viewed["title"] == "Cart"
    assert "title" not in await web.collector.first("leave")


async def test_a_title_that_never_changes_is_not_waited_for_long(
    web: Web, browser_page: Page
) -> None:
    await browser_page.goto(web.page("/"))
    await browser_page.evaluate("history.pushState({}, '', '/cart')")
    viewed = await web.collector.first("pageview", url=f"{web.origin}/cart")
    assert viewed["title"] == "Title of /"


async def test_a_page_that_is_left_is_not_waited_for(web: Web, browser_page: Page) -> None:
    web.page("/next")
    await browser_page.goto(web.page("/"))
    await web.collector.first("pageview")
    await browser_page.evaluate(
        "history.pushState({}, '', '/cart'); setTimeout(() => location.href = '/next')"
    )
    await web.collector.first("pageview", url=f"{web.origin}/next")
    viewed = await web.collector.first("pageview", url=f"{web.origin}/cart")
    left = await web.collector.first("leave", url=f"{web.origin}/cart")
    assert left["id"] == viewed["id"]
