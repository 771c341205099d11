"""The live page is true before its script has come, and nothing in it changes when it has."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.live.conftest import Watch
from tests.browser.live.live_server import LiveServer
from tests.eventually import eventually

# Elements as nested lists: the order of attributes, and texts without letters, say nothing.
SNAPSHOT = """
() => {
  const nodes = (element) => {
    element.normalize();
    const said = (node) => (node.nodeType === 3 ? node.data.trim() : shown(node));
    return [...element.childNodes].map(said).filter(Boolean);
  };
  const shown = (element) => [
    element.localName,
    Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value]).sort()),
    ...nodes(element),
  ];
  const ids = ["number", "noun", "sum", "chart", "minutes", "here-empty", "here", "filter-lead"];
  ids.push("filter-chips", "empty", "empty-filtered");
  // A flag that came with the page is the same picture, and what the site's time zone is called the
  // reader's browser says.
  for (const flag of document.querySelectorAll(".flag")) flag.removeAttribute("src");
  const rows = [...document.querySelectorAll(".visit")].slice(0, 20).map(shown);
  for (const row of rows) delete row[2][2][1].title;
  return { rows, ...Object.fromEntries(ids.map((id) => [id, shown(document.getElementById(id))])) };
}
"""


SHIFTS = """
window.shifted = [];
new PerformanceObserver((list) => {
  const named = ({ node }) => node?.id || node?.className || node?.textContent;
  for (const { value, sources } of list.getEntries()) shifted.push([value, ...sources.map(named)]);
}).observe({ type: "layout-shift", buffered: true });
"""


class HeldScript:
    """Opens the live page, whose script comes once it is released."""

    def __init__(self, live: LiveServer, browser: Any) -> None:
        self.live, self.browser = live, browser

    async def __call__(self, width: int) -> Page:
        context = await self.browser.new_context(viewport={"width": width, "height": 900})
        page = await context.new_page()
        await page.add_init_script(SHIFTS)
        released = asyncio.Event()
        self.release = released.set

        async def script(route: Route) -> None:
            await released.wait()
            await route.continue_()

        await page.route("**/live/main.js", script)
        await page.goto(f"{self.live.address}/sites/1/live", wait_until="commit")
        await page.locator(".visit").nth(19).wait_for(state="attached")
        return page


@pytest.fixture
def held_script(live: LiveServer, browser: Any) -> HeldScript:
    return HeldScript(live, browser)


async def without_script(route: Route) -> None:
    await route.abort()


async def drawn_by_server(live: LiveServer, browser: Any, query: str, **options: Any) -> Any:
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, **options)
    page = await context.new_page()
    await page.route("**/live/main.js", without_script)
    await page.goto(f"{live.address}/sites/1/live{query}")
    found = await page.evaluate(SNAPSHOT)
    await context.close()
    return found


async def drawn_by_script(page: Page) -> Any:
    await expect(page.locator("#sum")).not_to_be_empty()
    return await page.evaluate(SNAPSHOT)


GOALS = [
    {"name": "Buy", "kind": "event", "of": "Buy"},
    {"name": "At the shop", "kind": "page", "of": "/sh*"},
    {"name": "Anything <b>", "kind": "page", "of": "/c**"},
    {"name": "Read", "kind": "scroll", "of": "/left", "least": 80},
    {"name": "Long", "kind": "engaged", "of": "/l**", "least": 130},
    {"name": "Never", "kind": "engaged", "of": "/l**", "least": 131},
]


def awkward_visits(live: LiveServer) -> None:
    """Whatever a row can say."""
    now = live.now()
    live.event("yesterday", "/old", at=now - 30 * 3_600_000)
    live.event("silent", "/silent", at=now - 40 * 60_000)
    for place in (
        {},
        {"country": "HK"},
        {"country": "FR", "region": "Brittany"},
        {"region": "this machine"},
    ):
        live.event(f"place {place}", "/placed", place=place, new=False)
    for path in ("/", "/a", "/a", "/b", "/c", "/d"):
        live.event("long", path, title="")
    live.event("left", "/left", title="")
    live.leave("left", "/left")
    live.event("left at once", "/1", at=now - 1000)
    live.leave("left at once", "/1", engaged=0, at=now - 1000)
    page = live.event("hidden", "/hidden")["cursor"]
    live.leave("hidden", "/hidden", state="hidden", page=page)
    page = live.event("came back", "/back")["cursor"]
    live.leave("came back", "/back", state="hidden", page=page)
    live.log.append(
        {"type": "back", "cursor": live.cursor, "at": now, "visit": "came back", "path": "/back"}
    )
    page = live.event("named late", "/late", title="")["cursor"]
    live.log.append(
        {
            "type": "title",
            "cursor": live.cursor,
            "at": now,
            "visit": "named late",
            "page": page,
            "title": "Late",
        }
    )
    live.event("placed late", "/moved", place={})
    live.log.append(
        {
            "type": "place",
            "cursor": live.cursor,
            "at": now,
            "visit": "placed late",
            "place": {"country": "BR"},
        }
    )
    live.event("gone", "/gone")
    live.log.append({"type": "removal", "cursor": live.cursor, "at": now, "visit": "gone"})
    live.event("buys", "/shop", title="Shop")
    live.event(
        "buys",
        "/shop",
        title="",
        name="Buy",
        properties={"price": 3.0, "big": 2**60, "small": 1e-9, "so": True, "in": "a  b"},
    )
    live.event(
        "leaves by", "/out", name="Outbound Link: Click", properties={"url": "https://x.example/"}
    )
    live.event("tries", "/try", name="test", test=True, title="")
    markup = "<b>&amp;\"'</b></script><!--"
    live.event(
        "markup", f"/{markup}", title=markup, source=markup, channel="referral", browser=markup
    )
    live.event(
        "rtl", "/ar/الأسعار", title="الأسعار والخطط", place={"country": "EG", "city": "القاهرة"}
    )
    live.event(
        "emoji", "/e", title="🎉" * 100, source="🦆 Duck", channel="organic-search", device="mobile"
    )
    live.event(
        "from mail",
        "/m",
        source="News",
        channel="email",
        campaign={"name": "May", "source": "n"},
        browser="",
        device="",
    )
    live.event("within", "/w", source="", channel="internal")


@pytest.mark.parametrize(
    ("locale", "query"),
    [
        ("en-GB", ""),
        ("de-DE", ""),
        ("fr-FR", ""),
        ("en-GB", "?page_begins=/&country=DE"),
        ("de-DE", "?page=/nowhere"),
        ("es-MX", ""),
    ],
)
async def test_server_and_script_draw_the_same(
    live: LiveServer, watch: Watch, browser: Any, locale: str, query: str
) -> None:
    awkward_visits(live)
    live.goals = GOALS
    live.hello = live.presence(12_345, ("/", 7), ("/ar/الأسعار", 3), minutes=[*range(30)])
    live.hello |= {"type": "hello", "beyond": 5}
    if query:
        live.present = ["left", "buys", "never read"]
    by_script = await drawn_by_script(await watch(query, locale=locale))
    live.is_drawn = True
    by_server = await drawn_by_server(live, browser, query, locale=locale)
    both = await drawn_by_script(await watch(query, locale=locale))
    assert len(by_server["rows"]) == {"": 20, "?page=/nowhere": 0}.get(query, 15)
    for row, same, again in zip(by_script["rows"], by_server["rows"], both["rows"], strict=True):
        assert row == same == again
    assert by_script == both
    for each in ("sum", "chart", "minutes") if query else ():
        del by_server[each], both[each]  # of the half hour, which is read afterwards
    assert by_server == both


# What moved while the page itself was still coming is not the script's doing.
FORGOTTEN = """() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => {
  shifted.length = 0;
  done();
}, 100)))"""


async def test_the_script_takes_the_rows_over_and_nothing_moves(
    live: LiveServer, held_script: HeldScript
) -> None:
    for number in range(30):
        live.event(f"v{number}", f"/{number}")
    live.is_drawn = True
    for width in (1440, 390):
        page = await held_script(width)
        await page.locator(".visit .title").first.focus()
        await page.evaluate("window.known = [...document.querySelectorAll('.visit')]")
        await page.wait_for_function("document.readyState !== 'loading'")
        await page.evaluate(FORGOTTEN)
        held_script.release()
        await expect(page.locator("#connection[data-state=connected]")).to_be_attached()
        await expect(page.locator(".visit")).to_have_count(30)
        kept = "known.every((row, place) => row === document.querySelectorAll('.visit')[place])"
        assert await page.evaluate(kept)
        assert await page.evaluate("document.activeElement === known[0].querySelector('.title')")
        assert await page.evaluate("shifted") == []
        await page.context.close()


async def test_what_came_between_page_and_socket_is_neither_lost_nor_doubled(
    live: LiveServer, held_script: HeldScript
) -> None:
    for number in range(30):
        live.event(f"v{number}", f"/{number}", title="")
    live.is_drawn = True
    page = await held_script(1440)
    seen = live.cursor
    live.event("v3", "/more", title="")
    live.event("meanwhile", "/meanwhile", title="")
    held_script.release()
    await expect(page.locator(".visit")).to_have_count(31)
    await expect(page.locator(".visit .title").nth(1)).to_have_text("/more")
    await expect(page.locator(".visit .path").nth(0)).to_have_text("/3")
    await expect(page.locator("#connection .word")).to_have_text("connected")  # nothing was missed
    assert [each["cursor"] for each in live.queries] == [f"{live.log_id}-{seen}"]
    await page.context.close()


async def test_rows_are_there_without_any_script(live: LiveServer, browser: Any) -> None:
    live.event("ann", "/pricing", title="Pricing")
    live.is_drawn = True
    for width, tab in ((1440, "Here"), (390, "Feed")):
        context = await browser.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=False
        )
        page = await context.new_page()
        await page.goto(f"{live.address}/sites/1/live")
        await expect(page.get_by_role("button", name="Pricing")).to_be_visible()
        said = '<noscript><p class="still quiet">Without JavaScript this page does not move'
        assert said in await page.content()
        chosen = page.get_by_role("tab", name=tab, exact=True, selected=True)
        await expect(chosen).to_have_css("font-weight", "600")
        await context.close()


async def test_flags_of_the_first_rows_are_not_fetched(live: LiveServer, browser: Any) -> None:
    for number, country in enumerate(("DE", "FR", "DE", "SA")):  # the last one is a large picture
        live.event(f"v{number}", place={"country": country})
    live.is_drawn = True
    page = await browser.new_page()
    fetched: list[str] = []
    page.on("request", lambda each: fetched.append(each.url[-6:]))
    await page.goto(f"{live.address}/sites/1/live")
    await page.wait_for_selector("#connection[data-state=connected]")
    await live.send(live.event("more", place={"country": "FR"}))
    await expect(page.locator(".visit")).to_have_count(5)
    shown = "[...document.querySelectorAll('.flag')].every((flag) => flag.naturalWidth > 0)"
    await eventually(lambda: page.evaluate(shown))
    assert [each for each in fetched if each.isupper() or each[:2].isupper()] == ["SA.svg"]
    await page.close()
