"""Every page, filled and empty, in both themes and at three widths: no barrier, nothing broken."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.browser.barriers import COLOURS, barriers
from tests.browser.chosen import look_alike
from tests.browser.conftest import Person
from tests.browser.crowded_bar import crowded
from tests.browser.filled_server import INVITATION, LINK, Filled, filled_server
from tests.browser.fingers import too_small, touched
from tests.browser.on_paper import PAPER, printed_in_vain

pytestmark = pytest.mark.embedded("needs visits from three countries, through a trusted proxy")

FILLED, EMPTY, LONG = "/sites/1", "/sites/2", "/sites/3"
INVITED = f"/invitations/{INVITATION}"
PARTS = ("?opened=Signup&wait", "/live", "/setup", "/settings", "/tokens", "/blocks")
OWNERS = [
    "/",
    "/sites/new",
    *[FILLED + part for part in PARTS],
    FILLED + "/reports/pages",
    FILLED + "/visits",
    FILLED + "/funnels?step=page:/&step=page:/pricing",
    FILLED + "/journeys",
    FILLED + "/shares",
    FILLED + "/badges",
    FILLED + "/blocks",
    FILLED + "/goals",
    FILLED + "/segments",
    FILLED + "/annotations",
    FILLED + "/alerts",
    FILLED + "/alerts/1/change",
    FILLED + "/targets",
    FILLED + "/targets/1/change",
    FILLED + "/deliveries",
    FILLED + "/guests",
    FILLED + "/switching",
    FILLED + "/reset",
    "/help",
    "/help/reports",
    *[EMPTY + part for part in PARTS[1:3]],
    LONG + "/live",
    LONG + "/live?at=2026-01-01T12:00",
    "/account",
    "/account/profile",
    "/account/delete",
    "/account/password",
    "/account/email",
    "/account/two-factors",
    "/account/passkeys",
    FILLED + "/team",
    FILLED + "/shares",
    "/account/tokens",
    "/account/export",
    "/admin",
    "/admin/users",
    "/admin/users/1",
    "/admin/users/1/off",
    "/admin/users/1/delete",
    "/admin/sites",
    "/admin/sites?q=nobody",
    "/admin/audit",
    "/admin/address",
    INVITED,
    "/nowhere",
]
STRANGERS = [
    "/",
    "/api",
    "/login",
    "/register",
    "/login/link",
    "/login/reset",
    "/login/link/cut-short",
    INVITED,
    INVITED + "/account",
    f"/share/{LINK}?wait",
    f"/share/{LINK}/live",
    f"/share/{LINK}/frame?wait",
    "/share/cut-short",
]
ERRORS = {f"/broken/{status}": status for status in (400, 403, 404, 500, 503)}
STATUS = {"/nowhere": 404, "/login/link/cut-short": 404, "/share/cut-short": 404} | ERRORS
WIDTHS = (1440, 1024, 390)
NARROWEST = 320


class Lit(NamedTuple):
    owner: Page
    stranger: Page


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def filled(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Filled]:
    async with filled_server(tmp_path_factory.mktemp("looks") / "data") as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def lit(browser: Browser, filled: Filled) -> AsyncIterator[Lit]:
    """The owner's tab and a stranger's. Both are kept: a tab is a process, and its start costs
    more than all that is looked at in it."""
    owner, stranger = [await browser.new_context() for _ in range(2)]
    await owner.add_cookies([filled.cookie])
    yield Lit(await owner.new_page(), await stranger.new_page())
    await owner.close()
    await stranger.close()


@pytest.fixture
def said() -> list[str]:
    return []


async def open_page(context: BrowserContext, said: list[str]) -> Page:
    page = await context.new_page()
    listen(page, said)
    return page


@contextmanager
def listening(page: Page, said: list[str]) -> Iterator[None]:
    """What the page says meanwhile is `said`."""
    heard = listen(page, said)
    yield
    for event, hear in heard.items():
        page.remove_listener(event, hear)


def listen(page: Page, said: list[str]) -> dict[str, Callable[..., None]]:
    def hear(message: ConsoleMessage) -> None:
        address = message.location["url"]
        expected = "the server responded with a status of" in message.text
        expected = expected and address.endswith(tuple(STATUS))
        if message.type in {"error", "warning"} and not expected:
            said.append(f"{page.url}: {message.text}")

    heard = {"console": hear, "pageerror": lambda error: said.append(f"{page.url}: {error}")}
    for event, listener in heard.items():
        page.on(event, listener)
    return heard


async def as_owner(person: Person, filled: Filled, **options: object) -> BrowserContext:
    context = await person(**options)
    await context.add_cookies([filled.cookie])
    return context


async def visit(page: Page, filled: Filled, path: str) -> None:
    answer = await page.goto(filled.address + path)
    assert answer
    assert answer.status == STATUS.get(path, 200), path
    if path == FILLED + "/live" or await page.locator("#demo").count():
        await page.wait_for_selector(".visit")
    if await page.locator("#connection").count():
        await page.wait_for_selector("#connection[data-state=connected]", state="attached")


async def look_at(page: Page, filled: Filled, path: str) -> list[str]:
    """What is wrong with the page, at each width and in each theme."""
    wrong = []
    await page.emulate_media(color_scheme="light")
    await visit(page, filled, path)
    for width in WIDTHS:
        wrong += await too_wide(page, width)
        if found := await barriers(page):
            wrong.append(f"at {width} px: {found}")
    async with touched(page):
        wrong += await too_small(page)
    wrong += await too_wide(page, NARROWEST)
    await page.emulate_media(color_scheme="dark")
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 900})
        if found := await barriers(page, COLOURS):
            wrong.append(f"in the dark, at {width} px: {found}")
    await page.emulate_media(color_scheme="light", forced_colors="active")
    if found := await barriers(page, COLOURS):
        wrong.append(f"in forced colours: {found}")
    wrong += await look_alike(page)
    await page.emulate_media(forced_colors="none", color_scheme="dark", media="print")
    wrong += await too_wide(page, PAPER) + await printed_in_vain(page)
    await page.emulate_media(media="screen")
    return wrong


async def too_wide(page: Page, width: int) -> list[str]:
    await page.set_viewport_size({"width": width, "height": 900})
    seen = await page.evaluate("document.documentElement.scrollWidth")
    return [f"{seen} px wide on a screen of {width}"] if seen > width else []


@pytest.mark.parametrize("path", OWNERS)
async def test_an_owners_pages_have_no_barrier_and_fit(
    lit: Lit, filled: Filled, said: list[str], path: str
) -> None:
    with listening(lit.owner, said):
        assert await look_at(lit.owner, filled, path) + said == []


@pytest.mark.parametrize("path", [*STRANGERS, *ERRORS])
async def test_a_strangers_pages_have_no_barrier_and_fit(
    lit: Lit, filled: Filled, said: list[str], path: str
) -> None:
    with listening(lit.stranger, said):
        assert await look_at(lit.stranger, filled, path) + said == []


async def test_the_bar_is_one_row_for_any_name_and_word(
    person: Person, filled: Filled, said: list[str]
) -> None:
    page = await open_page(await as_owner(person, filled), said)
    await visit(page, filled, FILLED + "/live")
    for width in (320, 390, 640, 641, 700, 768, 900, 1024, 1440):
        await page.set_viewport_size({"width": width, "height": 900})
        assert await crowded(page) == [], width


async def test_a_theme_chosen_in_the_menu_holds_at_once_and_stays(
    person: Person, filled: Filled, said: list[str]
) -> None:
    page = await open_page(await as_owner(person, filled, color_scheme="light"), said)
    await visit(page, filled, "/account/profile")
    await page.evaluate("window.kept = true")
    for theme, shade in (("dark", "rgb(16, 18, 20)"), ("system", "rgb(251, 250, 248)")):
        await page.locator("summary.avatar").press("Enter")
        async with page.expect_response("**/account/looks"):
            await page.locator(f".looks [value={theme}]").click()
        await expect(page.locator("body")).to_have_css("background-color", shade)
        await expect(page.locator(f".looks [value={theme}]")).to_have_attribute(
            "aria-pressed", "true"
        )
        await page.keyboard.press("Escape")
    assert await page.evaluate("window.kept")
    assert said == []


async def test_every_control_shows_where_the_keyboard_is(
    person: Person, filled: Filled, said: list[str]
) -> None:
    page = await open_page(await as_owner(person, filled), said)
    for path in (
        "/",
        FILLED,
        FILLED + "/live",
        FILLED + "/setup",
        FILLED + "/settings",
        "/account",
    ):
        await visit(page, filled, path)
        for _ in range(20):
            await page.keyboard.press("Tab")
            assert await page.evaluate(RING_OF_FOCUS), f"no ring on {path}: {await focused(page)}"


RING_OF_FOCUS = """() => {
  for (let at = document.activeElement; at; at = at.parentElement) {
    const { outlineStyle, outlineWidth } = getComputedStyle(at);
    if (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) return true;
    if (at.matches("main, body")) return at === document.activeElement;
  }
}"""


async def focused(page: Page) -> str:
    return str(await page.evaluate("document.activeElement.outerHTML.slice(0, 200)"))


async def test_the_switcher_leads_to_the_same_page_of_another_site(
    person: Person, filled: Filled, said: list[str]
) -> None:
    page = await open_page(await as_owner(person, filled), said)
    await visit(page, filled, FILLED + "/settings")
    await page.locator("summary.switcher").press("Enter")
    assert await barriers(page) == ""
    await page.get_by_role("link", name="empty.example").click()
    await page.wait_for_url(f"**{EMPTY}/settings")
    assert await page.locator(".bar [aria-current=page]").text_content() == "Settings"


async def test_the_same_refusal_is_one_row_on_the_set_up_page(
    person: Person, filled: Filled, said: list[str]
) -> None:
    page = await open_page(await as_owner(person, filled), said)
    await visit(page, filled, FILLED + "/setup")
    rows = page.locator("#refused > li")
    assert await rows.locator("[data-slot=what]").all_text_contents() == [
        "Host not on the list",
        "Bot",
    ]
    assert await rows.locator("[data-slot=count]").all_text_contents() == ["× 3", "× 3"]


@pytest.mark.parametrize("width", WIDTHS)
async def test_whom_the_places_are_from_is_said_on_every_screen_with_places(
    person: Person, filled: Filled, said: list[str], width: int
) -> None:
    context = await as_owner(person, filled, viewport={"width": width, "height": 900})
    page = await open_page(context, said)
    for path in (FILLED, FILLED + "/live", FILLED + "/setup"):
        await visit(page, filled, path)
        shown = await page.locator(".attribution").filter(visible=True).all()
        assert len(shown) == 1, path


@pytest.mark.parametrize("width", WIDTHS)
async def test_what_an_open_row_tells_stands_beside_its_name(
    person: Person, filled: Filled, said: list[str], width: int
) -> None:
    context = await as_owner(person, filled, viewport={"width": width, "height": 900})
    page = await open_page(context, said)
    await visit(page, filled, FILLED + "/live")
    await page.locator(".visit .title").first.click()
    names = await page.locator(".details dt").evaluate_all(TOPS)
    assert len(names) > 3
    assert names == await page.locator(".details dd").evaluate_all(TOPS)


TOPS = "elements => elements.map((each) => Math.round(each.getBoundingClientRect().top))"
