"""Reading is sacred: what holds the feed still, and what lets it go on."""

import asyncio
from functools import partial

from playwright.async_api import Page, expect

from tests.eventually import PATIENCE, eventually


async def fill(live, count):
    for number in range(count):
        live.event(f"old{number}", f"/{number}", at=live.now() - (count - number) * 1000)


async def test_a_scrolled_feed_holds_still_and_says_what_waits(live, watch):
    await fill(live, 60)
    page = await watch()
    await page.mouse.wheel(0, 1500)
    await eventually(lambda: page.evaluate("scrollY > 500"))
    top = page.locator(".visit").first
    await live.send(live.event("a", "/new"), live.event("b", "/new"))
    await expect(page.locator("#pill")).to_have_text("2 new visits ↑")
    await expect(top.locator(".path")).to_have_text("/59")
    await page.click("#pill")
    await expect(top.locator(".path")).to_have_text("/new")
    await expect(page.locator("#pill")).to_be_hidden()
    assert await page.evaluate("scrollY") == 0


async def test_an_open_row_holds_the_feed_until_it_is_closed(live, watch):
    live.event("v", "/")
    page = await watch()
    await page.click(".visit")
    await live.send(live.event("w", "/new"))
    await expect(page.locator("#pill")).to_have_text("1 new visit ↑")
    await page.keyboard.press("Escape")
    await expect(page.locator(".visit").first.locator(".path")).to_have_text("/new")


async def test_closing_a_row_leaves_all_rows_where_they_are(live, watch):
    """A row that is taken out and put back loses the click that has just begun on it."""
    live.event("v")
    page = await watch()
    await page.locator(".visit .title").click()
    await page.evaluate(
        "() => { window.changed = 0; new MutationObserver((found) => (changed += found.length))"
        "  .observe(document.getElementById('feed'), { childList: true }) }"
    )
    await page.keyboard.press("Escape")
    await expect(page.locator(".details")).to_have_count(0)
    await page.evaluate("new Promise((then) => requestAnimationFrame(() => setTimeout(then)))")
    assert await page.evaluate("changed") == 0


async def test_selected_text_holds_the_feed(live, watch):
    live.event("v", "/")
    page = await watch()
    await page.evaluate("getSelection().selectAllChildren(document.querySelector('.visit .trail'))")
    await live.send(live.event("v", "/on"))
    await expect(page.locator("#pill")).to_have_text("1 update ↑")
    await page.evaluate("getSelection().removeAllRanges()")
    await expect(page.locator(".path")).to_have_text(["/", "/on"])


async def test_pause_holds_the_feed_while_the_numbers_go_on(live, watch):
    page = await watch()
    await page.click("#pause")
    await live.send(live.event("v", "/new"), live.presence(7))
    await expect(page.locator("#number")).to_have_text("7")
    await expect(page.locator("#pill")).to_have_text("1 new visit ↑")
    await expect(page.locator(".visit")).to_have_count(0)
    await page.keyboard.press("p")
    await expect(page.locator(".path")).to_have_text("/new")


async def test_an_open_row_tells_the_whole_visit(live, watch):
    campaign = {"source": "newsletter", "medium": "email", "name": "november"}
    live.event("v", "/", title="Home", referrer="https://mail.example/inbox", campaign=campaign)
    live.event("v", "/signup", name="Signup", properties={"plan": "pro"})
    page = await watch()
    await page.click(".visit")
    events = page.locator(".events li")
    await expect(events).to_have_count(2)
    await expect(events.first).to_contain_text("Home")
    await expect(events.last).to_contain_text("plan=pro")
    facts = page.locator(".facts")
    for fact in ("november", "1440 px wide", "German (Germany)", "10115 Berlin, Germany"):
        await expect(facts).to_contain_text(fact)
    link = facts.get_by_role("link", name="mail.example/inbox")
    await expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")


async def test_a_referrer_that_is_no_web_address_is_only_text(live, watch):
    live.event("v", referrer="javascript:alert(1)")
    page = await watch()
    await page.click(".visit")
    await expect(page.locator(".facts")).to_contain_text("javascript:alert(1)")
    await expect(page.locator(".facts a")).to_have_count(0)


NOTED = """
() => {
  window.noted = new Set();
  const note = () => document.querySelectorAll(".path").forEach((at) => noted.add(at.textContent));
  new MutationObserver(note).observe(document.getElementById("feed"), {childList: true});
}
"""


async def test_older_visits_are_fetched_when_scrolled_to(live, watch):
    await fill(live, 450)
    page = await watch()
    await expect(page.locator(".visit")).to_have_count(200)
    await page.evaluate(NOTED)  # a window that slides on is gone before a busy machine looks
    for path in ("/200", "/150", "/100", "/50", "/0"):
        await eventually(partial(has_come, page, path))
    await page.mouse.wheel(0, 20_000)
    await expect(page.locator(".visit").last.locator(".path")).to_have_text("/0")
    assert await page.locator(".visit").count() <= 200
    assert [int(each["limit"]) for each in live.older][:1] == [200]
    await page.mouse.wheel(0, -20_000)
    await expect(page.locator(".visit").last.locator(".path")).not_to_have_text("/0")
    await page.keyboard.press("Home")
    await expect(page.locator(".visit").first.locator(".path")).to_have_text("/449")


async def has_come(page: Page, path: str) -> bool:
    """Scrolls on, for a wheel that turns before the rows are there moves nothing."""
    await page.mouse.wheel(0, 20_000)
    return bool(await page.evaluate("path => noted.has(path)", path))


async def test_a_short_feed_fetches_older_visits_by_itself(live, watch):
    await fill(live, 5)
    for number in range(200):
        live.event("busy", f"/{number % 7}")
    page = await watch()
    await expect(page.locator(".visit")).to_have_count(6)
    await expect(page.locator(".path").last).to_have_text("/0")


async def test_an_open_row_names_the_channel_that_brought_the_visit(live, watch):
    live.event("v", "/", source="Google", channel="paid-search")
    live.event("v", "/on", source="", channel="internal")
    page = await watch()
    await page.click(".visit")
    facts = page.locator(".details .facts")
    await expect(facts.locator("dt", has_text="Channel")).to_have_count(1)
    await expect(facts).to_contain_text("Paid Search")


async def test_what_was_asked_under_another_filter_comes_too_late(live, watch):
    for number in range(50):
        live.event(f"old{number}", "/old", place={"country": "FR"})
    for number in range(200):
        country = ("DE", "FR")[number % 2]
        live.event(f"v{number % 20}", f"/{number}", place={"country": country})
    asked, let_go = asyncio.Event(), asyncio.Event()

    async def held(route):
        asked.set()
        await let_go.wait()
        await route.continue_()

    page = await watch()
    await expect(page.locator(".visit")).to_have_count(70)  # what is older came by itself
    await page.route("**/events?*", held)
    await page.locator(".visit .place bdi", has_text="Germany").first.click()
    await asyncio.wait_for(asked.wait(), PATIENCE)  # the half hour of the German ones
    await page.get_by_role("button", name="Remove the filter: country is Germany").click()
    await page.locator(".visit .place bdi", has_text="France").first.click()
    await expect(page.locator(".chip.on")).to_contain_text("France")
    let_go.set()
    await eventually(lambda: len(live.older) >= 3)
    await expect(page.locator("#sum")).not_to_be_empty()
    places = set(await page.locator(".visit .place bdi").all_text_contents())
    assert places == {"France"}
