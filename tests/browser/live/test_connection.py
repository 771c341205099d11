"""The connection: what the page asks for, and how it comes back."""

from functools import partial

import pytest
from playwright.async_api import expect

from tests.eventually import eventually


async def test_the_page_resumes_with_its_cursor_and_says_what_it_caught_up(live, watch):
    live.event("a", "/a")
    page = await watch()
    known = str(live.cursor)
    await live.cut()
    await expect(page.locator("#connection .word")).to_contain_text("reconnecting, ")
    await expect(page.locator("#live.stale")).to_be_visible()
    live.event("b", "/b")
    live.event("c", "/c")
    live.is_open = True
    await expect(page.locator("#connection .word")).to_have_text("caught up 2 visits")
    await expect(page.locator(".path")).to_have_text(["/c", "/b", "/a"])
    await expect(page.locator("#connection .word")).to_have_text("connected")
    await expect(page.locator("#live.stale")).to_have_count(0)
    assert "cursor" not in live.queries[0]
    assert {query["cursor"] for query in live.queries[1:]} == {f"a1b2-{known}"}


async def test_a_page_that_missed_very_much_begins_anew_with_the_newest(live, watch):
    live.event("a", "/a")
    page = await watch()
    known = str(live.cursor)
    await live.cut()
    live.log.clear()
    live.cursor += 20_000
    live.event("b", "/b")
    live.is_open = True
    await expect(page.locator(".path")).to_have_text(["/b"])
    await expect(page.locator("#connection .word")).to_have_text("connected")
    assert live.queries[-2]["cursor"] == f"a1b2-{known}"
    assert "cursor" not in live.queries[-1]


@pytest.mark.parametrize("further", [30, -30])
async def test_a_page_that_meets_another_log_begins_anew(live, watch, further):
    for visit in "abc":
        live.event(visit, f"/{visit}")
    page = await watch()
    known = live.cursor
    await live.cut()
    live.log.clear()
    live.log_id, live.cursor = "c3d4", known + further
    live.event("d", "/d")
    live.is_open = True
    await expect(page.locator(".path")).to_have_text(["/d"])
    await expect(page.locator("#connection .word")).to_have_text("connected")
    await live.cut()
    live.event("e", "/e")
    live.is_open = True
    await expect(page.locator(".path")).to_have_text(["/e", "/d"])
    assert live.queries[1]["cursor"] == f"a1b2-{known}"
    assert live.queries[-1]["cursor"] == f"c3d4-{live.cursor - 1}"


async def test_a_page_that_has_seen_more_than_the_log_has_begins_anew(live, watch):
    for visit in "abc":
        live.event(visit, f"/{visit}")
    page = await watch()
    await live.cut()
    del live.log[1:]
    live.cursor = live.log[0]["cursor"]  # a copy of the file that was put back by hand
    live.is_open = True
    await expect(page.locator(".path")).to_have_text(["/a"])


async def test_whoever_is_logged_out_meanwhile_is_led_to_the_log_in_page(live, watch):
    page = await watch()
    live.is_theirs = False
    await live.cut()
    await page.wait_for_url("**/login")


async def test_a_message_that_comes_twice_is_shown_once(live, watch):
    page = await watch()
    event = live.event("v", "/a")
    await live.send(event)
    await live.send(event, live.event("v", "/b"))
    await expect(page.locator(".path")).to_have_text(["/a", "/b"])
    await page.click(".visit")
    await expect(page.locator(".events li")).to_have_count(2)


async def test_a_filter_is_applied_by_the_server(live, watch):
    live.event("a", "/pricing")
    live.event("b", "/blog")
    page = await watch()
    await page.click("#add-filter summary")
    await page.get_by_role("button", name="/pricing 1").click()
    await expect(page.locator(".path")).to_have_text(["/pricing"])
    await eventually(partial(asked, live, {"page": "/pricing"}))
    await page.get_by_role("button", name="Remove the filter: page is /pricing").click()
    await expect(page.locator(".path")).to_have_count(2)
    await eventually(partial(asked, live, {}))


async def test_a_filter_shows_the_whole_visit(live, watch):
    live.event("a", "/landing")
    live.event("a", "/pricing")
    live.event("b", "/landing")
    page = await watch("?page=/pricing")
    await expect(page.locator(".path")).to_have_text(["/landing", "/pricing"])


async def test_a_page_is_or_begins(live, watch):
    live.event("a", "/blog")
    live.event("b", "/blog/waves")
    page = await watch("?page=/blog")
    await expect(page.locator(".path")).to_have_text(["/blog"])
    compared = page.get_by_label("How the page is compared")
    await expect(compared).to_have_value("page")
    await compared.select_option("begins with")
    await expect(page.locator(".path")).to_have_text(["/blog/waves", "/blog"])
    await expect(compared).to_be_focused()
    await eventually(partial(asked, live, {"page_begins": "/blog"}))
    assert page.url.endswith("?page_begins=%2Fblog")
    await page.reload()
    await expect(compared).to_have_value("page_begins")
    words = "Remove the filter: page begins with /blog"
    await page.get_by_role("button", name=words).press("Enter")
    await expect(page.locator("#add-filter summary")).to_be_focused()
    await eventually(partial(asked, live, {}))


async def test_a_typed_path_is_a_page_or_the_beginning_of_some(live, watch):
    live.event("a", "/blog/waves")
    page = await watch()
    await expect(page.locator(".visit")).to_have_count(1)
    for typed, wanted in (("/blog", "page_begins"), ("/blog/waves", "page")):
        await page.keyboard.press("/")
        await page.keyboard.type(typed)
        await page.keyboard.press("Enter")
        await expect(page.get_by_label("How the page is compared")).to_have_value(wanted)
        await eventually(partial(asked, live, {wanted: typed}))


async def test_a_visit_that_is_selected_late_comes_with_what_it_did_before(live, watch):
    page = await watch("?event=Order")
    first, second = live.event("a", "/landing"), live.event("a", "/cart")
    other = live.event("b", "/other", name="Order")
    await live.send(other)
    late = [message | {"replay": True} for message in (first, second)]
    await live.send(*late, live.event("a", "/done", name="Order"))
    top = page.locator(".visit").first
    await expect(top.locator(".path")).to_have_text(["/landing", "/cart", "/done"])
    newest = live.cursor
    await live.send(*[message | {"replay": True} for message in (first, second)])
    await expect(page.locator(".visit")).to_have_count(2)
    await live.cut()
    live.is_open = True
    await eventually(lambda: live.queries[-1].get("cursor") == f"{live.log_id}-{newest}")


async def test_typing_filters_by_what_the_word_means(live, watch):
    live.event("a", place={"country": "PT", "city": "Lisbon"})
    live.event("b")
    page = await watch()
    await expect(page.locator(".visit")).to_have_count(2)
    await page.keyboard.press("/")
    await page.keyboard.type("portu")
    await page.keyboard.press("Enter")
    await expect(page.locator(".visit")).to_have_count(1)
    await expect(page.locator(".chip.on")).to_contain_text("Portugal")
    await eventually(partial(asked, live, {"country": "PT"}))
    assert page.url.endswith("?country=PT")


async def test_a_word_that_nobody_has_seen_is_said_so(live, watch):
    live.event("a")
    page = await watch()
    await page.keyboard.press("/")
    await page.keyboard.type("atlantis")
    await page.keyboard.press("Enter")
    await expect(page.locator("#filter-hint")).to_have_text(
        "Nothing seen yet is called “atlantis”."
    )
    await page.keyboard.type("!")
    await expect(page.locator("#filter-hint")).to_be_empty()


async def test_a_filter_in_the_address_is_kept(live, watch):
    live.event("a", "/pricing")
    page = await watch("?page=/blog")
    await expect(page.locator("#empty-filtered")).to_be_visible()
    await eventually(partial(asked, live, {"page": "/blog"}))


def asked(live, query):
    return live.queries[-1:] == [query]
