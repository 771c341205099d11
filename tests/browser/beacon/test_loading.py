"""However the script gets into a page, it finds its key and its server, or says why it cannot."""

import pytest
from playwright.async_api import Page

from tests.browser.beacon.embedded import KEY, STATIC, Web

pytestmark = pytest.mark.embedded("plays the server itself")

# jQuery's append(): from another origin it makes a bare tag of the address, else it evaluates the
# text in a tag that it takes away at once. The pasted tag stands in the page all the while.
APPEND = """
const kept = document.createElement("template");
kept.innerHTML = '<script type="false/text/javascript" src="SCRIPT" data-site="KEY"></' + "script>";
document.head.append(kept.content);
"""
BARE_TAG = 'document.head.append(Object.assign(document.createElement("script"), {src: "SCRIPT"}))'
TEXT_TAG = """
fetch("SCRIPT").then((answer) => answer.text()).then((text) => {
  const script = document.createElement("script");
  script.text = text;
  document.head.append(script);
  script.remove();
});
"""
EVAL = 'fetch("SCRIPT").then((answer) => answer.text()).then((text) => (0, eval)(text))'
# What delays scripts until somebody moves: the tag is kept under another type, then made anew.
DELAY = """
for (const late of document.querySelectorAll("[type=late]")) {
  const script = document.createElement("script");
  for (const {name, value} of late.attributes)
    if (name != "type") script.setAttribute(name.replace("data-late-", ""), value);
  late.replaceWith(script);
}
"""

LOADED = {
    "pasted": '<script defer src="SCRIPT" data-site="KEY"></script>',
    "async": '<script async src="SCRIPT" data-site="KEY"></script>',
    "without its attributes": '<script src="SCRIPT?site=KEY"></script>',
    "without its attributes, with a version": '<script src="SCRIPT?site=KEY&ver=6.5"></script>',
    "made by a loader": f"<script>{BARE_TAG}</script>".replace("SCRIPT", "SCRIPT?site=KEY"),
    "appended by jQuery": f"<script>{APPEND}{BARE_TAG}</script>",
    "appended by jQuery, same origin": f"<script>{APPEND}{TEXT_TAG}</script>",
    "delayed": f'<script type="late" data-late-src="SCRIPT" data-site="KEY"></script>'
    f"<script>setTimeout(() => {{{DELAY}}})</script>",
    "delayed, then evaluated": f'<script type="late" data-src="SCRIPT" data-site="KEY"></script>'
    f"<script>{EVAL}</script>",
    "after consent": f'<script type="text/plain" src="SCRIPT" data-site="KEY"></script>'
    f"<script>{TEXT_TAG}</script>",
    "evaluated": f'<script data-site="KEY" data-api="BASE/">{EVAL}</script>',
    "module": '<script type="module" src="SCRIPT" data-site="KEY"></script>',
    "module without its attributes": '<script type="module" src="SCRIPT?site=KEY"></script>',
    "imported": '<script type="module">import("SCRIPT?site=KEY")</script>',
    "imported by name": '<script type="module">import "SCRIPT?site=KEY"</script>',
    "imported, with a tag": '<script type="module" data-site="KEY" data-api="BASE/">'
    'import "SCRIPT"</script>',
    "bundled": '<script src="/bundle.js" data-site="KEY" data-api="BASE/"></script>',
    "bundled as a module": '<script type="module" src="/bundle.js" data-site="KEY" '
    'data-api="BASE/"></script>',
    "typographic quotes": '<script defer src="SCRIPT" data-site=“KEY”></script>',
    "low quotes": '<script defer src="SCRIPT" data-site=„KEY“></script>',
    "blanks": '<script defer src="SCRIPT" data-site=" KEY\u00a0 "></script>',
    "quotes in quotes": '<script defer src="SCRIPT" data-site=\'"KEY"\'></script>',
    "another product's tag before it": '<script src="/other.js" data-site="ABCDEFGH"></script>'
    '<script defer src="SCRIPT" data-site="KEY"></script>',
}
WITHOUT_KEY = {
    "evaluated": f"<script>{EVAL}</script>",
    "imported": '<script type="module">import("SCRIPT")</script>',
    "bundled": '<script src="/bundle.js"></script>',
    "an empty key": '<script defer src="SCRIPT" data-site=""></script>',
    "attributes gone": '<script defer src="SCRIPT"></script>',
}


def placed(web: Web, way: str) -> str:
    """The address of a page that loads the script so."""
    script = (STATIC / "beacon.js").read_text()
    web.pages["/bundle.js"] = f'"use strict";(() => {{ window.bundled = 1; {script} }})();'
    base = web.collector.address
    way = way.replace("SCRIPT", f"{base}/beacon.js").replace("BASE", base).replace("KEY", KEY)
    web.pages["/"] = f"<!doctype html><meta charset=utf-8><title>Home</title><body>{way}"
    return f"{web.origin}/"


@pytest.mark.parametrize("way", LOADED.values(), ids=LOADED)
async def test_however_the_script_is_loaded_it_counts_once(
    web: Web, browser_page: Page, way: str
) -> None:
    await browser_page.goto(placed(web, way))
    await web.collector.first("pageview", url=f"{web.origin}/")
    await browser_page.evaluate("tracker('Signup')")
    await web.collector.first("Signup")
    assert [m["name"] for m in await web.only(browser_page)] == ["pageview", "Signup"]
    assert {request.path for request in web.collector.requests} == {f"/visit/{KEY}"}


@pytest.mark.parametrize("way", WITHOUT_KEY.values(), ids=WITHOUT_KEY)
async def test_without_a_key_it_says_so_and_sends_nothing(
    web: Web, browser_page: Page, way: str
) -> None:
    said: list[str] = []
    browser_page.on("console", lambda message: said.append(message.text))
    async with browser_page.expect_console_message(lambda m: "Tracker: no site" in m.text):
        await browser_page.goto(placed(web, way))
    await browser_page.evaluate("history.pushState({}, '', '/next')")
    assert await web.only(browser_page) == []
    assert len([each for each in said if "Tracker" in each]) == 1


TAKEN = {
    "a form": '<form name="tracker"><input name="site"><input name="q"></form>',
    "two elements": '<p id="tracker"></p><p id="tracker"></p>',
    "a frame": '<iframe name="tracker" src="//elsewhere.example:1/"></iframe>',
    "an object": "<script>var tracker = {site: 'own', q: 'x', go: () => 1}</script>",
    "a text": "<script>var tracker = 'GPS'</script>",
    "a constant": "<script>const tracker = {site: 1}</script>",
    "a frozen object": "<script>Object.defineProperty(window, 'tracker', {value: {a: 1}})</script>",
}


@pytest.mark.parametrize("thing", TAKEN.values(), ids=TAKEN)
async def test_a_pages_own_tracker_does_not_stop_counting(
    web: Web, browser_page: Page, thing: str
) -> None:
    button = '<button data-event="Buy">Buy</button>'
    await browser_page.goto(web.page("/", button, head=f"{thing}"), wait_until="domcontentloaded")
    await web.collector.first("pageview", url=f"{web.origin}/")
    await browser_page.click("button")
    await web.collector.first("Buy")
    await browser_page.evaluate("history.pushState({}, '', '/cart')")
    await web.collector.first("pageview", url=f"{web.origin}/cart")


async def test_a_pages_own_tracker_stays_its_own(web: Web, browser_page: Page) -> None:
    own = "<script>var tracker = {go: () => 'gone'}</script>"
    await browser_page.goto(web.page("/", head=own))
    await web.collector.first("pageview")
    assert await browser_page.evaluate("tracker.go()") == "gone"
