"""The feed: what a visit looks like, and how it moves."""

import asyncio
import re

from playwright.async_api import expect

from tests.eventually import eventually


async def test_the_newest_visit_is_on_top(live, watch):
    live.event("first", "/", title="Home")
    live.event("second", "/pricing", title="Pricing")
    page = await watch()
    await expect(page.locator(".visit .title")).to_have_text(["Pricing", "Home"])
    await live.send(live.event("third", "/blog", title="Blog"))
    await expect(page.locator(".visit .title")).to_have_text(["Blog", "Pricing", "Home"])


async def test_a_row_tells_place_source_and_agent(live, watch):
    came = {"source": "Google", "channel": "organic-search"}
    live.event("v", "/pricing", title="Pricing", **came, new=False)
    page = await watch()
    row = page.locator(".visit")
    await expect(row.locator(".place")).to_have_text("Berlin")
    await expect(row.get_by_title("Germany")).to_be_visible()
    await expect(row.locator(".flag")).to_have_attribute(
        "src", "/static/vendor/country-flag-icons-1.6.20/3x2/DE.svg"
    )
    await expect(row.locator(".source bdi")).to_have_text("Google")
    await expect(row.locator(".agent")).to_have_text("Firefox · Windows")
    await expect(row.locator(".when")).to_contain_text("again today")


async def test_an_open_row_tells_versions_where_they_are_known(live, watch):
    known = {"browser_version": "18", "system": "iOS", "system_version": "17"}
    live.event("known", "/known", browser="Safari", **known)
    live.event("half", "/half", browser_version="140")
    live.event("unknown", "/unknown", browser="", system="")
    page = await watch()
    for path, named in (
        ("/known", ["Safari 18", "iOS 17"]),
        ("/half", ["Firefox 140", "Windows"]),
        ("/unknown", []),
    ):
        await page.locator(".visit", has_text=path).locator(".title").click()
        await expect(page.locator(".facts .with-icon")).to_have_text(
            [*named, "Computer, 1440 px wide"]
        )
        await page.keyboard.press("Escape")


async def test_the_clock_shows_the_sites_own_time(live, watch):
    live.event("v", at=1_782_907_402_000)
    page = await watch(timezone_id="America/New_York")
    await expect(page.locator(".visit time")).to_have_text("14:03:22")


async def test_a_new_event_moves_its_visit_to_the_top_and_extends_its_trail(live, watch):
    live.event("ann", "/")
    live.event("bob", "/blog")
    page = await watch()
    await live.send(live.event("ann", "/pricing", title="Pricing"))
    top = page.locator(".visit").first
    await expect(top.locator(".title")).to_have_text("Pricing")
    await expect(top.locator(".path")).to_have_text(["/", "/pricing"])
    await expect(page.locator(".visit")).to_have_count(2)


async def test_a_long_trail_shows_three_pages_and_counts_the_rest(live, watch):
    for path in ("/", "/a", "/b", "/c", "/d", "/e", "/f"):
        live.event("v", path)
    page = await watch()
    await expect(page.locator(".trail .before")).to_have_text("+4")
    await expect(page.locator(".trail .path")).to_have_text(["/d", "/e", "/f"])


async def test_the_only_page_without_a_title_is_named_once(live, watch):
    live.event("v", "/pricing", title="")
    page = await watch()
    await expect(page.locator(".visit .title")).to_have_text("/pricing")
    await expect(page.locator(".trail .path")).to_have_count(0)
    await live.send(live.event("v", "/signup", title=""))
    await expect(page.locator(".trail .path")).to_have_text(["/pricing", "/signup"])


async def test_a_custom_event_shows_its_name_and_properties(live, watch):
    page = await watch()
    await live.send(live.event("v", "/signup", name="Signup", properties={"plan": "pro"}))
    await expect(page.locator(".badge")).to_have_text("Signup")
    await expect(page.locator(".properties")).to_have_text("plan=pro")


async def test_a_visitor_who_left_goes_grey_and_keeps_the_time_spent(live, watch):
    live.event("v", "/")
    page = await watch()
    await live.send(live.leave("v", "/", engaged=130_000))
    await expect(page.locator(".visit.gone .left")).to_have_text("left after 2 min 10 s")


async def test_a_leave_that_the_next_page_follows_is_not_a_leave(live, watch):
    live.event("v", "/")
    page = await watch()
    await live.send(live.leave("v", "/"), live.event("v", "/next"))
    await expect(page.locator(".path")).to_have_text(["/", "/next"])
    await expect(page.locator(".visit.gone")).to_have_count(0)


async def test_a_visitor_who_comes_back_is_here_again(live, watch):
    live.event("v", "/")
    live.leave("v", "/", state="hidden")
    page = await watch()
    await expect(page.locator(".left")).to_have_text("in the background")
    await live.send({"type": "back", "at": live.now(), "visit": "v", "path": "/"})
    await expect(page.locator(".left")).to_have_count(0)


async def test_a_leave_of_another_page_than_the_newest_changes_no_row(live, watch):
    older, newer = live.event("v", "/a"), live.event("v", "/a")
    page = await watch()
    for state in ("hidden", "left"):
        await live.send(live.leave("v", "/a", state=state, page=older["cursor"]))
    await live.send(live.event("w", "/seen"))  # that one has been drawn
    await expect(page.locator(".visit").nth(1).locator(".left")).to_have_count(0)
    await live.send(live.leave("v", "/a", engaged=60_000, page=newer["cursor"]))
    await expect(page.locator(".visit.gone .left")).to_have_text("left after 3 min 10 s")


async def test_leaves_that_name_no_page_are_told_by_the_path(live, watch):
    live.event("v", "/a")
    live.event("v", "/b")
    page = await watch()
    await live.send(live.leave("v", "/a"), live.event("w", "/seen"))
    await expect(page.locator(".visit")).to_have_count(2)
    await expect(page.locator(".visit.gone")).to_have_count(0)
    await live.send(live.leave("v", "/b"))
    await expect(page.locator(".visit.gone")).to_have_count(1)


async def test_a_leave_of_a_page_before_the_first_known_event_is_one(live, watch):
    live.event("v", "/a", name="Signup")
    page = await watch()
    await live.send(live.leave("v", "/a", page=7))
    await expect(page.locator(".visit.gone")).to_have_count(1)


async def test_a_page_that_is_hidden_after_the_visit_was_over_revives_nobody(live, watch):
    hour = 3_600_000
    opened = live.event("v", "/a", at=live.now() - hour)
    live.leave("v", "/a", state="hidden", page=opened["cursor"])
    page = await watch()
    await expect(page.locator(".visit.gone .left")).to_have_text("left after 2 min 10 s")


async def test_a_late_title_is_filled_in(live, watch):
    opened = live.event("v", "/a", title="Loading…")
    live.event("v", "/b", title="B")
    page = await watch()
    title = {"type": "title", "visit": "v", "at": 0}
    await live.send(title | {"cursor": 2000, "page": opened["cursor"], "title": "A"})
    await live.send(title | {"cursor": 2001, "page": opened["cursor"] + 1, "title": "B at last"})
    await expect(page.locator(".visit .title")).to_have_text("B at last")
    await page.locator(".visit .title").click()
    names = page.locator(".events .event a")
    await expect(names).to_have_text(["A", "B at last"])


async def test_pages_in_a_row_with_one_path_are_one_step_of_the_trail(live, watch):
    for path in ("/a", "/a", "/b", "/b", "/b", "/a"):
        live.event("v", path)
    page = await watch()
    await expect(page.locator(".trail .path")).to_have_text(["/a", "/b", "/a"])
    await expect(page.locator(".trail .before")).to_have_count(0)


async def test_a_site_whose_numbers_begin_anew_loses_what_it_had(live, watch):
    live.event("old", "/old")
    upto = live.event("older", "/older")["cursor"]
    live.event("kept", "/kept")
    page = await watch()
    await live.send({"type": "removal", "cursor": 2000, "at": 0, "visit": "", "upto": upto})
    await expect(page.locator(".path")).to_have_text(["/kept"])


async def test_a_late_place_is_filled_in(live, watch):
    live.event("v", place={})
    page = await watch()
    await expect(page.locator(".place")).to_have_text("unknown place")
    lisbon = {"country": "PT", "city": "Lisbon"}
    await live.send({"type": "place", "cursor": 2000, "at": 0, "visit": "v", "place": lisbon})
    await expect(page.locator(".place")).to_have_text("Lisbon")


async def test_a_removal_takes_the_visit_away(live, watch):
    live.event("kept", "/kept")
    live.event("gone", "/gone")
    page = await watch()
    await live.send({"type": "removal", "cursor": 2000, "at": 0, "visit": "gone"})
    await expect(page.locator(".path")).to_have_text(["/kept"])


async def test_visits_that_are_too_old_are_taken_away(live, watch):
    live.event("old", "/old", at=live.now() - 2 * 86_400_000)
    live.event("kept", "/kept")
    page = await watch()
    await expect(page.locator(".path")).to_have_text(["/kept", "/old"])
    removal = {"type": "removal", "cursor": 2000, "at": 0, "visit": "-1"}
    await live.send(removal | {"before": live.now() - 86_400_000})
    await expect(page.locator(".path")).to_have_text(["/kept"])


async def test_an_empty_site_says_what_will_happen(watch):
    page = await watch()
    await expect(page.locator("#empty")).to_contain_text("Waiting for the first visit")


async def test_the_document_never_holds_more_than_200_rows(live, watch):
    page = await watch()
    for batch in range(6):
        await live.send(*[live.event(f"v{batch}-{n}", "/") for n in range(50)])
    await expect(page.locator(".visit")).to_have_count(200)


async def test_above_ten_hits_a_second_the_feed_shows_a_sample_and_says_so(live, watch):
    page = await watch()
    rush = asyncio.create_task(hits_a_second(live, 160))
    await expect(page.locator("#sampling")).to_have_text(re.compile(r"showing 1 of \d\d"))
    assert await page.locator(".visit").count() < len(live.log) / 4
    rush.cancel()
    await expect(page.locator("#sampling")).to_be_empty()
    await expect(page.locator(".visit")).to_have_count(min(len(live.log), 200))


async def test_a_sample_moves_by_steps_and_marks_its_newest(live, watch):
    page = await watch()
    rush = asyncio.create_task(hits_a_second(live, 160))
    await expect(page.locator("#sampling")).not_to_be_empty()
    await eventually(lambda: all_still(page))
    rush.cancel()
    await expect(page.locator("#sampling")).to_be_empty()
    assert set(await page.locator(".visit").evaluate_all(MARKS)) == {0}


# How much of the accent is behind each, in percent.
MARKS = r"""rows => rows.map((row) => getComputedStyle(row).backgroundColor)
  .map((colour) => Math.round(100 * (colour.match(/[/,] ([\d.]+)\)$/)?.[1] ?? 1)))"""
MOVING = "list => list.getAnimations({ subtree: true }).length"


async def all_still(page):
    feed = page.locator("#feed")
    marks = await feed.locator("> *").evaluate_all(MARKS)
    return marks[:5] == [10, 7, 4, 2, 0] and not await feed.evaluate(MOVING)


async def hits_a_second(live, count):
    while True:
        await live.send(*[live.event(f"v{live.cursor}") for _ in range(count // 10)])
        await asyncio.sleep(0.1)


async def test_after_a_rush_every_visit_is_shown(live, watch):
    page = await watch()
    await live.send(*[live.event(f"v{n}", f"/{n}") for n in range(30)])
    await expect(page.locator(".visit")).to_have_count(30)
    await expect(page.locator("#sampling")).to_be_empty()
    await expect(page.locator(".path").first).to_have_text("/29")


async def test_a_message_of_an_unknown_type_is_ignored(live, watch):
    page = await watch()
    await live.send({"type": "weather", "cursor": 5}, live.event("v", "/here"))
    await expect(page.locator(".path")).to_have_text("/here")
