"""One truth per visit: the row, what it opens to, and what is filtered by it say the same."""

import re
from functools import partial
from urllib.parse import urlencode

from playwright.async_api import expect

from tests.eventually import eventually

GOOGLE = {"source": "Google", "channel": "organic-search", "referrer": "https://www.google.com/"}


async def test_row_and_details_name_the_same_source(live, watch):
    live.event("v", "/", **GOOGLE)
    live.event("v", "/on", source="", channel="internal", referrer="https://example.com/")
    live.event("w", "/")
    live.event("w", "/on", source="", channel="internal", referrer="https://example.com/")
    page = await watch()
    for name, head, said in (
        ("Direct", "Direct", "Direct"),
        ("Google", "from Google", "Google · www.google.com/"),
    ):
        row = page.locator(".visit", has=page.locator(".source bdi", has_text=name))
        await row.locator(".title").click()
        await expect(row.locator(".details-head")).to_contain_text(f"2 pages · 1 s · {head}")
        await expect(row.locator(".facts dd").first).to_have_text(said)


async def test_a_test_visit_is_in_no_trail_and_brings_nobody(live, watch):
    tried = {"name": "test", "test": True, "new": False, "referrer": "http://127.0.0.1/setup"}
    live.event("v", "/sites/2/test-page", **tried)
    live.event("v", "/blog", new=False)
    page = await watch()
    await expect(page.locator(".trail .path")).to_have_text(["/blog"])
    await expect(page.locator(".when .meta")).to_be_empty()
    await page.click(".visit .title")
    await expect(page.locator(".facts dd").first).to_have_text("Direct")


async def test_an_address_at_home_is_called_so(live, watch):
    live.event("v", place={"region": "this machine"})
    page = await watch()
    await expect(page.locator(".place")).to_have_text("this machine")


async def test_an_open_visit_is_a_timeline_with_links_to_its_pages(live, watch):
    opened = live.event("v", "/pricing", title="Pricing")
    live.event("v", "/pricing", name="Signup", title="Pricing", properties={"plan": "pro"})
    live.leave("v", "/pricing", page=opened["cursor"], state="hidden", engaged=6000, depth=69)
    page = await watch()
    await page.click(".visit .title")
    first, second = page.locator(".events .page"), page.locator(".events .act")
    link = first.get_by_role("link", name="Pricing")
    await expect(link).to_have_attribute("href", "https://example.com/pricing")
    await expect(first.locator(".spent")).to_have_text("6 s · read to 69 %")
    await expect(second.locator(".event")).to_have_text("Signupplan=pro")


async def test_a_click_on_a_value_filters_by_it(live, watch):
    live.event("a", "/landing", browser="Safari", **GOOGLE)
    live.event("a", "/pricing", browser="Safari")
    live.event("b", "/landing")
    page = await watch()
    row = page.locator(".visit", has_text="/pricing")
    for part, query in (
        (".path >> nth=0", {"page": "/landing"}),
        (".place bdi", {"country": "DE"}),
        (".source bdi", {"source": "Google"}),
        (".agent-text", {"browser": "Safari"}),
    ):
        await row.locator(part).click()
        await expect(page.locator("#filter-chips .chip")).to_have_count(1)
        await eventually(partial(asked, live, query))
        reports = page.locator("[data-tab-name=reports]")
        await expect(reports).to_have_attribute("href", re_ends(query))
        await page.locator("#filter-chips button").click()
        await expect(page.locator(".visit")).to_have_count(2)
    await expect(page.locator(".details")).to_have_count(0)


def asked(live, query):
    return live.queries[-1] == query


def re_ends(query):
    """An address that ends so."""
    return re.compile(re.escape(f"?{urlencode(query)}") + "$")


async def test_here_filters_too_and_an_open_visit_shows_all_of_its_visitor(live, watch):
    live.event("a", "/pricing", visitor="71", new=False)
    page = await watch()
    await live.send(live.presence(3, ("/pricing", 3)))
    await page.locator("#here button").press("Enter")
    await expect(page.locator("#filter-chips")).to_contain_text("/pricing")
    await eventually(partial(asked, live, {"page": "/pricing"}))
    await page.locator(".visit .title").click()
    await page.get_by_role("button", name="All visits of this visitor today").click()
    await expect(page.locator(".details")).to_have_count(0)
    await eventually(partial(asked, live, {"page": "/pricing", "visitor": "71"}))


async def test_a_link_to_a_visitor_is_copied(live, watch):
    live.event("ann", visitor="123456789")
    page = await watch(permissions=["clipboard-read", "clipboard-write"])
    await page.locator(".visit .title").click()
    await page.get_by_role("button", name="Copy link").click()
    await expect(page.get_by_role("button", name="Copied")).to_be_visible()
    link = await page.evaluate("navigator.clipboard.readText()")
    assert link == f"{live.address}/sites/1/live?visitor=123456789"
