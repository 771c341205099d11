"""A hand on the feed: nothing moves under it, and what comes meanwhile is counted."""

from random import Random

from playwright.async_api import expect

from tests.browser.live.aiming import missed, pouring
from tests.eventually import eventually


async def test_a_click_opens_the_row_that_was_aimed_at_while_visits_pour_in(live, watch):
    """`python -m bench.live_page` clicks a hundred times at each of three rates."""
    for number in range(12):
        live.event(f"before{number}", f"/before/{number}")
    page = await watch()
    async with pouring(live, rate=10):
        assert await missed(page, clicks=8, chance=Random(8)) == 0


async def test_a_pointer_holds_the_feed_until_it_leaves(live, watch):
    live.event("v", "/")
    page = await watch()
    await page.hover(".visit .title")
    await live.send(live.event("w", "/new"), live.event("v", "/on"))
    await expect(page.locator("#pill")).to_have_text("1 new visit ↑")
    await expect(page.locator("#held-by")).to_have_text("Held while you point")
    await expect(page.locator(".path")).to_have_text(["/"])
    await page.hover("#number")
    await expect(page.locator(".path")).to_have_text(["/", "/on", "/new"])
    await expect(page.locator("#held-by")).to_be_hidden()
    await expect(page.locator("#pill")).to_be_hidden()


async def test_a_pointer_that_was_left_lying_lets_go(live, watch):
    live.event("v", "/")
    page = await watch()
    await page.clock.install()
    await page.hover(".visit .title")
    await live.send(live.event("w", "/new"))
    await expect(page.locator("#pill")).to_be_visible()
    await page.clock.run_for(16_000)
    await expect(page.locator(".visit")).to_have_count(2)


async def test_a_finger_holds_the_feed_from_press_to_click(live, watch):
    live.event("v", "/")
    page = await watch(has_touch=True, width=390)
    await page.locator(".visit").dispatch_event("pointerdown", {"pointerType": "touch"})
    await live.send(live.event("w", "/new"))
    await expect(page.locator("#pill")).to_be_visible()
    await page.evaluate("dispatchEvent(new PointerEvent('pointercancel'))")
    await expect(page.locator(".visit")).to_have_count(2)


WHILE_SLIDING = """
() => {
  const feed = document.getElementById("feed");
  const slides = () => feed.getAnimations({ subtree: true }).filter((each) => !each.animationName);
  window.moves = 0;
  window.rude = 0;
  let sliding = 0;
  const look = () => {
    sliding = slides().filter((each) => each.currentTime < 150).length;
    requestAnimationFrame(look);
  };
  look();
  new MutationObserver(() => {
    moves += 1;
    if (sliding) rude += 1;
    sliding = 0;
  }).observe(feed, { childList: true });
}
"""


async def test_what_comes_while_rows_slide_waits_until_they_stand(live, watch):
    for number in range(12):
        live.event(f"before{number}", f"/before/{number}")
    page = await watch()
    await page.evaluate(WHILE_SLIDING)
    async with pouring(live, rate=9):
        await eventually(lambda: page.evaluate("moves > 8"))
    assert await page.evaluate("rude") == 0


async def test_with_a_mouse_there_is_a_way_back_to_the_top(live, watch):
    for number in range(40):
        live.event(f"v{number}", f"/{number}")
    page = await watch()
    await expect(page.locator(".visit")).to_have_count(40)
    await page.evaluate("scrollTo(0, 900)")
    await expect(page.locator("#pill")).to_have_text("Newest ↑")
    await page.click("#pill")
    await eventually(lambda: page.evaluate("scrollY === 0"))
    await expect(page.locator("#pill")).to_be_hidden()
