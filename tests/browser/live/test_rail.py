"""Beside the feed: the number, the last half hour, and the tabs."""

import re

from playwright.async_api import expect

from tests.eventually import eventually
from tracker.web.live.today import Today

REFUSED = {
    "type": "refused",
    "at": 1_782_907_402_000,
    "reason": "host",
    "what": "Host not on the list",
    "detail": "shop.example.com/cart",
    "remedy": "Only example.com may report.",
    "count": 1,
}


async def test_the_title_and_the_icon_tell_how_many_are_here(live, watch):
    page = await watch()
    await expect(page).to_have_title("example.com")
    await live.send(live.presence(12))
    await expect(page).to_have_title("(12) example.com")
    await expect(page.locator("link[rel=icon]")).to_have_attribute("href", "/static/live/here.svg")
    await live.send(live.presence(0))
    await expect(page).to_have_title("example.com")
    await expect(page.locator("link[rel=icon]")).to_have_attribute("href", "/static/favicon.svg")


async def test_a_great_number_is_short_and_exact_in_its_title(live, watch):
    page = await watch()
    await live.send(live.presence(1_234_567))
    await expect(page.locator("#number")).to_have_text("1.2M")
    await expect(page.locator("#number")).to_have_attribute("title", "1,234,567")


async def test_here_lists_the_pages_with_people_on_them(live, watch):
    page = await watch()
    await expect(page.locator("#here-empty")).to_be_visible()
    await live.send(live.presence(5, ("/pricing", 3), ("/", 2)))
    await expect(page.locator("#here .name")).to_have_text(["/pricing", "/"])
    await expect(page.locator("#here .count")).to_have_text(["3", "2"])
    await live.send(live.presence(2, ("/", 2)))
    await expect(page.locator("#here .name")).to_have_text(["/"])


async def test_the_last_half_hour_has_a_table_beside_its_bars(live, watch):
    page = await watch()
    await live.send(live.presence(1, minutes=[*range(30)]))
    await expect(page.locator("#minutes td")).to_have_text([str(number) for number in range(30)])
    await expect(page.locator("#sum")).to_have_text("435 pageviews in 30 min")


async def test_refused_hits_come_with_reason_and_remedy(live, watch):
    live.hello = {"refused": [REFUSED | {"host": "shop.example.com"}]}
    page = await watch()
    await live.send(REFUSED | {"reason": "bot", "what": "A bot", "count": 3})
    await expect(page.locator("#refused-count")).to_have_text("1")  # what can be mended
    await page.click("#tab-refused")
    await expect(page.locator(".refusal strong")).to_have_text(["A bot", "Host not on the list"])
    await expect(page.locator(".refusal").last).to_contain_text("Only example.com may report.")


async def test_the_same_refusal_again_is_counted_in_its_row(live, watch):
    live.hello = {"refused": [REFUSED | {"host": "shop.example.com"}]}
    page = await watch()
    await page.click("#tab-refused")
    again = {"host": "shop.example.com", "detail": "shop.example.com/again", "count": 2}
    await live.send(REFUSED | again, REFUSED | {"host": "other.example.com"})
    await expect(page.locator(".refusal")).to_have_count(2)
    row = page.locator(".refusal").last
    await expect(row.locator(".count")).to_have_text("× 3")
    await expect(row.locator(".address")).to_have_text("shop.example.com/again")


async def test_a_refused_host_can_be_allowed_on_the_spot(live, watch):
    live.hello = {"refused": [REFUSED | {"host": "shop.example.com"}]}
    page = await watch()
    await page.click("#tab-refused")
    await page.get_by_role("button", name="Allow it").click()
    await expect(page.locator(".remedy")).to_contain_text("Allowed from now on.")
    assert live.allowed == ["shop.example.com"]


async def test_each_block_has_a_row_that_leads_to_it(live, watch):
    blocked = REFUSED | {"reason": "blocked", "what": "Blocked"}
    live.hello = {"refused": [blocked | {"block": 7}, blocked | {"block": 8, "detail": "/b"}]}
    page = await watch()
    await page.click("#tab-refused")
    await live.send(blocked | {"block": 7, "detail": "/a"})
    rows = page.locator(".refusal")
    await expect(rows.locator(".address")).to_have_text(["/b", "/a"])
    led = rows.last.get_by_role("link", name="See the block")
    await expect(led).to_have_attribute("href", "/sites/1/blocks#block-7")
    await expect(page.locator("#refused-count")).to_have_text("")  # it is as was wanted


async def test_tabs_move_by_arrow_key(live, watch):
    page = await watch()
    await page.focus("#tab-here")
    await page.keyboard.press("ArrowRight")
    await expect(page.locator("#tab-sources")).to_be_focused()
    await expect(page.locator("#panel-sources")).to_be_visible()
    await expect(page.locator("#panel-here")).to_be_hidden()


async def test_the_map_lists_countries_of_the_last_half_hour(live, watch):
    live.hello = {"countries": {"SG": 1, "BR": 2}}
    page = await watch()
    await page.click("#tab-map")
    await expect(page.locator("#countries .name")).to_have_text(["Brazil", "Singapore"])
    await expect(page.locator("#countries .count")).to_have_text(["2", "1"])


async def test_sources_of_the_last_half_hour_are_listed_and_filter(live, watch):
    live.hello = {"sources": {"Hacker News": 1, "Google": 2}}
    page = await watch()
    await page.click("#tab-sources")
    await expect(page.locator("#sources .name")).to_have_text(["Google", "Hacker News"])
    await page.locator("#sources button").first.click()
    await expect(page.locator("#filter-chips")).to_contain_text("Google")
    await eventually(lambda: live.queries[-1] == {"source": "Google"})


async def test_a_filters_numbers_stand_beside_the_whole(live, watch):
    minute = 60_000
    live.event("long", "/blog", at=live.now() - 20 * minute)
    live.event("left", "/blog", at=live.now() - 10 * minute)
    live.event("other", "/")
    live.event("here", "/blog")
    live.present = ["long", "here", "unseen"]
    page = await watch("?page=/blog")
    await live.send(live.presence(42, ("/", 40), ("/blog", 3), minutes=[0] * 29 + [9]))
    await expect(page.locator("#number")).to_have_text("3")
    await expect(page.locator("#noun")).to_have_text("of 42 visitors now")
    await expect(page.locator("#sum")).to_have_text("3 of 9 pageviews in 30 min")
    await expect(page.locator("#here .count")).to_have_text(["2"])
    await expect(page.locator(".visit.gone")).to_have_count(1)
    await expect(page).to_have_title("(42) example.com")
    await live.send(live.event("here", "/next"), live.event("new", "/blog"))
    await expect(page.locator("#number")).to_have_text("4")
    await expect(page.locator("#here .name")).to_have_text(["/blog", "/next"])
    await page.locator("#filter-chips button").click()
    await expect(page.locator("#noun")).to_have_text("visitors now")


async def test_a_wall_shows_number_chart_and_feed_alone(live, watch):
    live.event("v")
    page = await watch()
    await page.keyboard.press("f")
    await expect(page.locator("header.bar")).to_be_hidden()
    await expect(page.locator("#number")).to_be_visible()
    await expect(page.locator(".visit")).to_be_visible()
    await page.keyboard.press("f")
    await expect(page.locator("header.bar")).to_be_visible()


async def test_the_announcer_speaks_only_when_asked(live, watch):
    page = await watch()
    await page.clock.install()
    await expect(page.locator("[role=log]")).to_have_attribute("aria-live", "off")
    await page.get_by_role("button", name="Announce visits").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#announce")).to_be_checked()
    await live.send(
        live.event("a", title="Pricing"), live.event("b", title="Pricing"), live.event("c")
    )
    await live.send(live.presence(3))
    await expect(page.locator("#number")).to_have_text("3")  # so they have arrived
    await page.clock.run_for(10_500)
    await expect(page.locator("#announcement")).to_have_text("3 new visits, most on Pricing")


async def test_the_days_visitors_go_on_being_counted(live, watch):
    live.is_drawn, live.today = True, Today(1_204, "1,204", "1,204 visitors today")
    live.event("before")
    page = await watch()
    said = page.locator("#to-reports")
    await expect(said).to_have_text("0 pageviews in 30 min1,204 visitors today →")
    again = live.event("again", new=False)
    await live.send(live.event("ann"), again, again, live.event("test", name="test", test=True))
    await expect(said).to_contain_text("1,205 visitors today")
    await live.send(live.event("late", at=live.now() + 24 * 3_600_000))  # past the site's midnight
    await expect(said).to_contain_text("min1 visitor today")
    await page.locator(".visit .place bdi").first.click()  # not all of them are heard of
    await expect(page.locator("#today-visitors")).to_be_empty()
    await expect(said).to_have_attribute("href", re.compile(r"\?country=DE&period=today$"))
