"""What is refused for now is sent again, as it is: nothing is lost, and nothing comes twice."""

import pytest
from playwright.async_api import Page

from tests.browser.beacon.embedded import HIDEABLE, Web
from tests.eventually import eventually

pytestmark = pytest.mark.embedded("plays the server itself")


@pytest.mark.parametrize("status", [429, 503, 502, 0])
async def test_a_refused_message_is_sent_again_with_the_same_id(
    web: Web, browser_page: Page, status: int
) -> None:
    """0 is a connection that breaks: the answer is lost."""
    await browser_page.goto(web.page("/"))
    await web.collector.first("pageview")
    web.collector.answers.extend([status, status])
    await browser_page.evaluate("tracker('Order', {total: 9})")
    order = await web.collector.first("Order")
    first, second = web.collector.refused
    assert order == first == second


@pytest.mark.parametrize("status", [400, 404, 413])
async def test_what_will_never_be_taken_is_not_sent_again(
    web: Web, browser_page: Page, status: int
) -> None:
    await browser_page.goto(web.page("/"))
    await web.collector.first("pageview")
    web.collector.answers.append(status)
    await browser_page.evaluate("tracker('Wrong'); tracker('Right')")
    await web.collector.first("Right")
    assert [m["name"] for m in web.collector.refused] == ["Wrong"]


async def test_it_waits_as_long_as_it_was_told(web: Web, browser_page: Page) -> None:
    await browser_page.add_init_script(
        "window.waited = []; const real = setTimeout;"
        "window.setTimeout = (call, ms, ...more) => (waited.push(ms), real(call, ms / 20, ...more))"
    )
    await browser_page.goto(web.page("/"))
    await web.collector.first("pageview")
    web.collector.answers.extend([429] * 3)
    await browser_page.evaluate("tracker('Order')")
    await web.collector.first("Order")
    waited = [ms for ms in await browser_page.evaluate("waited") if ms >= 1_000]
    assert waited == sorted(waited)
    assert len(waited) == 3


async def test_it_gives_up_in_the_end(web: Web, browser_page: Page) -> None:
    await browser_page.add_init_script(
        "const real = setTimeout; window.setTimeout = (call, ms, ...more) => real(call, 0, ...more)"
    )
    await browser_page.goto(web.page("/"))
    await web.collector.first("pageview")
    web.collector.answers.extend([503] * 61)
    await browser_page.evaluate("tracker('Lost'); tracker('Kept')")
    await web.collector.first("Kept")
    assert [m["name"] for m in web.collector.refused] == ["Lost"] * 61
    assert web.collector.named("Lost") == []


async def test_messages_are_sent_one_after_the_other_each_once(
    web: Web, browser_page: Page
) -> None:
    await browser_page.goto(web.page("/"))
    await browser_page.evaluate("for (let i = 0; i < 40; i++) tracker('Many', {i})")
    many = await web.collector.wait(40, "Many")
    assert [event["properties"]["i"] for event in many] == list(range(40))
    assert len(web.collector.requests) == 41


async def test_an_event_is_not_starved_by_pageviews(web: Web, browser_page: Page) -> None:
    await browser_page.goto(web.page("/"))
    await web.collector.first("pageview")
    web.collector.answers.extend([429] * 2)
    await browser_page.evaluate(
        "for (let i = 0; i < 150; i++) history.pushState({}, '', `/move/${i}`); tracker('Order')"
    )
    await web.collector.first("Order")
    ids = [m["id"] for m in web.collector.messages if m["name"] != "leave"]
    assert len(ids) == len(set(ids))
    assert len(web.collector.messages) < 60


async def test_what_was_refused_is_sent_when_the_page_is_left(web: Web, browser_page: Page) -> None:
    web.page("/next")
    await browser_page.goto(web.page("/"))
    await web.collector.first("pageview")
    web.collector.answers.append(503)
    await browser_page.evaluate("tracker('Order')")
    await eventually(lambda: len(web.collector.refused) == 1)
    await browser_page.goto(f"{web.origin}/next")
    order = await web.collector.first("Order")
    assert [order] == web.collector.refused


async def test_after_the_network_came_back_everything_is_sent_once(
    web: Web, browser_page: Page
) -> None:
    await browser_page.goto(web.page("/"))
    await web.collector.first("pageview")
    await browser_page.context.set_offline(True)
    await browser_page.evaluate("tracker('Order'); history.pushState({}, '', '/thanks')")
    await browser_page.evaluate("new Promise((done) => setTimeout(done, 300))")
    await browser_page.context.set_offline(False)
    await web.collector.first("pageview", url=f"{web.origin}/thanks")
    names = [m["name"] for m in web.collector.messages]
    assert names == ["pageview", "Order", "leave", "pageview"]


async def test_a_page_that_is_hidden_keeps_nothing_back(web: Web, browser_page: Page) -> None:
    await browser_page.add_init_script(HIDEABLE)
    await browser_page.goto(web.page("/"))
    await web.collector.first("pageview")
    web.collector.answers.append(503)
    await browser_page.evaluate("tracker('Order')")
    await eventually(lambda: len(web.collector.refused) == 1)
    await browser_page.evaluate("hide(true)")
    await web.collector.first("Order")
    await web.collector.first("leave", state="hidden")


async def test_what_is_too_large_for_the_server_does_not_stop_the_others(
    web: Web, browser_page: Page
) -> None:
    await browser_page.goto(web.page("/"))
    await web.collector.first("pageview")
    web.collector.answers.append(413)
    await browser_page.evaluate("tracker('Huge', {all: 'x'.repeat(1e5)}); tracker('Small')")
    await web.collector.first("Small")
    assert len(web.collector.refused) == 1
