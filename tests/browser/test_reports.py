"""A site's reports in a browser: they change without a reload, move, and answer to keys."""

import asyncio
import itertools
import re
from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio
from msgspec import structs
from playwright.async_api import Page, expect

from tests.browser.conftest import Person
from tests.browser.filled_server import AGENTS, BERLIN, LINK, Filled, filled_server, send
from tracker.domain.reports.question import Answer, Question
from tracker.services.reports.shared_reports import SharedReports

pytestmark = pytest.mark.embedded("needs visits from three countries, through a trusted proxy")

REPORTS = "/sites/1?period=today"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def filled(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Filled]:
    async with filled_server(tmp_path_factory.mktemp("reports") / "data") as server:
        yield server


@pytest_asyncio.fixture(loop_scope="session")
async def page(person: Person, filled: Filled) -> Page:
    context = await person(viewport={"width": 1440, "height": 900})
    await context.add_cookies([filled.cookie])
    page = await context.new_page()
    await page.goto(filled.address + REPORTS)
    await page.wait_for_selector("#connection[data-state=connected]")
    await expect(page.locator("[data-awaited]")).to_have_count(0)
    await page.evaluate("window.kept = true")
    return page


async def was_kept(page: Page) -> bool:
    """Whether it is still the document that was loaded first."""
    return bool(await page.evaluate("window.kept === true"))


def figure(page: Page, name: str = "visitors"):
    return page.locator(f"[data-figure={name}].figure")


async def test_filters_periods_and_back_change_the_page_without_a_reload(page: Page) -> None:
    everybody = await figure(page).text_content()
    await page.locator("#places [data-key='country:DE'] a[title]").click()
    await expect(page.locator(".sentence .chip.on")).to_have_text("country is Germany×")
    await expect(figure(page)).not_to_have_text(everybody or "")
    await expect(page).to_have_url(re.compile(r"period=today&country=DE$"))
    await page.keyboard.press("4")
    await expect(page.locator("#periods > summary")).to_contain_text("Last 7 days")
    await expect(page.locator(".sentence .chip.on")).to_have_count(1)
    async with page.expect_response(lambda answer: "last_7_days" in answer.url):
        await page.keyboard.press("4")
    await expect(page.locator("#report:not([data-loading])")).to_be_visible()
    await page.go_back()
    await expect(page.locator("#periods > summary")).to_contain_text("Today")
    await page.go_back()
    await expect(figure(page)).to_have_text(everybody or "")
    assert await was_kept(page)


async def test_what_is_clicked_while_another_state_loads_comes_on_top_of_it(page: Page) -> None:
    clicked = (
        "#places [data-key='country:DE'] a[title]",
        "a[href*='figure=visits']",
        "a[href*='tab=titles']",
    )
    await page.evaluate(
        "all => all.forEach((each) => document.querySelector(each).click())", list(clicked)
    )
    await expect(page).to_have_url(re.compile("country=DE"))
    assert {"figure=visits", "tab=titles"} <= set(page.url.split("?")[1].split("&"))
    await expect(page.locator(".sentence .chip.on")).to_have_text("country is Germany×")
    await page.evaluate(
        """() => ["period=last_7_days", "period=yesterday"]
            .forEach((each) => document.querySelector(`a[href*="${each}"]`).click())"""
    )
    await expect(page.locator("#periods > summary")).to_contain_text("Yesterday")
    assert page.url.count("period=") == 1
    assert await was_kept(page)


async def test_the_filter_box_is_worked_by_the_keyboard(page: Page) -> None:
    await page.keyboard.press("/")
    await page.keyboard.type("safa")
    await expect(page.locator("[data-suggestions] [data-marked]")).to_contain_text("Safari")
    await page.keyboard.press("Shift+Enter")
    await expect(page.locator(".sentence .chip.on")).to_have_text("browser is not Safari×")
    await expect(page.locator("#filter")).not_to_have_attribute("open", "")
    await page.keyboard.press("?")
    await expect(page.locator("#help")).to_be_visible()
    assert await was_kept(page)


async def test_on_a_phone_it_is_said_which_panel_is_read(page: Page) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    read = page.locator("#jump [aria-current]")
    await expect(read).to_have_text("Pages")
    for name in ("Events", "Sources"):
        await page.locator("#jump").get_by_role("link", name=name).click()
        await expect(read).to_have_text(name)
        await expect(page.locator("#jump")).to_be_in_viewport(ratio=1)
    assert await was_kept(page)


WORDS_BELOW = """
() => [...document.querySelectorAll(".plot > text[y='268']")]
  .map((word) => word.getBoundingClientRect())
  .filter((place) => place.width).map((place) => [place.left, place.right])
"""


async def test_the_first_figure_of_all_values_is_seen_whole_on_a_phone(
    page: Page, filled: Filled
) -> None:
    """Half a number reads as a smaller one."""
    await page.set_viewport_size({"width": 360, "height": 844})
    await page.goto(f"{filled.address}/sites/1/reports/browsers")
    figure_ends = (
        await page.locator(".lines.long thead th")
        .nth(1)
        .evaluate("th => th.getBoundingClientRect().right")
    )
    assert figure_ends <= 360 - 16


async def test_words_below_the_chart_have_room_on_a_phone(page: Page, filled: Filled) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.goto(f"{filled.address}/sites/1?period=last_12_months")
    await expect(page.locator("[data-awaited]")).to_have_count(0)
    words = await page.evaluate(WORDS_BELOW)
    assert len(words) > 2
    assert all(right < left for (_, right), (left, _) in itertools.pairwise(words))


SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


async def test_what_is_counted_late_comes_into_its_place(
    person: Person, filled: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_of, free = SharedReports.answer, asyncio.Event()

    async def holding(self: SharedReports, question: Question) -> Answer:
        if question.dimensions and question.dimensions[0].startswith("visit:"):
            await free.wait()
        return await answer_of(self, question)

    monkeypatch.setattr(SharedReports, "answer", holding)
    context = await person(viewport={"width": 1440, "height": 2400})
    await context.add_cookies([filled.cookie])
    page = await context.new_page()
    await page.add_init_script(SHIFTS)
    await page.goto(filled.address + REPORTS)
    await expect(page.locator("[data-awaited=whole]#places")).to_be_visible()
    free.set()
    await expect(page.locator("#places .lines tbody tr")).to_have_count(3)
    await expect(page.locator("[data-awaited]")).to_have_count(0)
    assert await page.evaluate("window.shifted") < 0.02
    free.clear()
    await page.evaluate("window.panels = document.querySelector('#panels')")
    await page.locator("#pages [data-key='page:/pricing'] a[title]").click()
    await expect(page.locator("#places[data-awaited=kept]")).to_be_visible()
    await expect(page.locator("#places .lines tbody tr")).to_have_count(3)
    await expect(page.locator("#pages .lines a:focus")).to_have_count(1)
    free.set()
    await expect(page.locator("[data-awaited]")).to_have_count(0)
    assert page.url.endswith("period=today&page=/pricing")
    assert await page.evaluate("window.panels === document.querySelector('#panels')")
    await expect(page.locator("#pages .lines a:focus")).to_have_count(1)


async def test_what_is_counted_anew_counts_up(
    page: Page, filled: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_of, known = SharedReports.answer, [0.25]

    async def counting(self: SharedReports, question: Question) -> Answer:
        return structs.replace(await answer_of(self, question), known=known[0])

    monkeypatch.setattr(SharedReports, "answer", counting)
    await page.goto(f"{filled.address}/sites/1?period=yesterday")
    await expect(page.locator(".counting b")).to_have_text("Counting: 25 %")
    known[0] = 0.5
    await expect(page.locator(".counting b")).to_have_text("Counting: 50 %")
    known[0] = 1
    await expect(page.locator(".counting")).to_have_count(0)


async def test_it_is_printed_on_one_page(page: Page) -> None:
    await page.emulate_media(color_scheme="dark")
    paper = await page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page[^s]", paper)) == 1


async def test_a_visit_opens_below_its_line_and_closes_again(page: Page, filled: Filled) -> None:
    await page.keyboard.press("v")
    first = page.locator(".past-visit").first
    await first.locator(".from-where").click()
    await expect(first.locator("#visit ol.events li").first).to_be_visible()
    await expect(first.locator("a[data-visit]")).to_have_attribute("aria-expanded", "true")
    await page.keyboard.press("Escape")
    await expect(page.locator("#visit")).to_have_count(0)
    await first.locator("a[data-visit]").focus()
    await page.keyboard.press("Enter")
    await expect(first.locator("#visit")).to_be_visible()
    await page.keyboard.press("5")
    await expect(page).to_have_url(filled.address + "/sites/1/visits?period=last_28_days")
    await page.keyboard.press("/")
    await page.keyboard.type("pric")
    await expect(page.locator("[data-suggestions] a[data-marked]")).to_contain_text("/pricing")
    await page.keyboard.press("Enter")
    filtered = "/sites/1/visits?period=last_28_days&page=%2Fpricing"
    await expect(page).to_have_url(filled.address + filtered)
    await expect(page.locator("#visit")).to_have_count(0)
    await page.keyboard.press("o")
    await expect(page.locator("#figures")).to_be_visible()


async def test_a_list_is_a_sheet_with_an_address(page: Page, filled: Filled) -> None:
    await page.locator("#pages .all").click()
    sheet = page.locator("dialog.sheet")
    await expect(sheet.get_by_role("searchbox")).to_be_focused()
    await page.keyboard.type("pricing")
    await expect(sheet.locator("tbody tr")).to_have_count(1)
    assert page.url.endswith("/sites/1/reports/pages?period=today&q=pricing")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await expect(sheet).to_be_hidden()
    await expect(page).to_have_url(filled.address + REPORTS)
    assert await was_kept(page)


async def test_the_page_moves_as_visits_come_and_equals_a_reload(
    page: Page, filled: Filled
) -> None:
    before = int(await figure(page, "pageviews").text_content() or "")
    key = "abcdefghijkl"
    async with aiohttp.ClientSession() as session:
        for number in range(3):
            path = f"/moving/{number}"
            await send(session, f"{filled.address}/visit/{key}", path, AGENTS[0], BERLIN, path=path)
    await expect(figure(page, "pageviews")).to_have_text(str(before + 3))
    fresh = await page.context.new_page()
    await fresh.goto(page.url)
    for part in (".figures", "#chart .plot", "#pages", "#places .lines", "#devices"):
        moved, loaded = [
            await each.locator(part).evaluate("each => each.textContent.replace(/\\s+/g, ' ')")
            for each in (page, fresh)
        ]
        assert moved == loaded, part
    assert await was_kept(page)


async def test_a_shared_page_filters_without_a_reload_and_follows_nothing(
    person: Person, filled: Filled
) -> None:
    said: list[str] = []
    page = await (await person(viewport={"width": 800, "height": 900})).new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("websocket", lambda socket: said.append(socket.url))
    await page.goto(f"{filled.address}/share/{LINK}?period=today")
    await expect(page.locator("[data-awaited]")).to_have_count(0)
    await page.evaluate("window.kept = true")
    await page.locator("#places [data-key='country:DE'] a").click()
    await expect(page.locator(".sentence .chip.on")).to_have_text("country is Germany×")
    await expect(page.locator("[data-awaited]")).to_have_count(0)
    await expect(page).to_have_url(re.compile(r"period=today&country=DE$"))
    await page.go_back()
    await expect(page.locator(".sentence .chip.on")).to_have_count(0)
    assert await was_kept(page)
    assert said == []
