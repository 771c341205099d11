"""Clicks count wherever they happen, and nothing that is clicked breaks the page."""

import pytest
from playwright.async_api import Page

from tests.browser.beacon.embedded import Web

pytestmark = pytest.mark.embedded("plays the server itself")

STOPPED = '<script>addEventListener("click", event => event.preventDefault())</script>'
SHADOW = """
<a id="out" href="http://other.example/page"><my-button></my-button></a>
<p class="trackable"><my-box></my-box></p>
<script>
customElements.define("my-button", class extends HTMLElement {
  constructor() { super(); this.attachShadow({mode: "open"}).innerHTML = "<b id=label>Go</b>" }
});
customElements.define("my-box", class extends HTMLElement {
  constructor() {
    super();
    this.attachShadow({mode: "open"}).innerHTML =
      '<button id="buy" data-event="Buy" data-event-plan="pro"><i>Buy</i></button>' +
      '<a id="deep" href="http://deep.example/">deep</a>';
  }
});
</script>
"""
DRAWN = """
<svg width="200" height="100">
  <a id="svg" href="http://drawn.example/x"><rect width="50" height="50"/></a>
  <a id="old" xlink:href="/list.pdf" xmlns:xlink="http://www.w3.org/1999/xlink">
    <rect x="60" width="50" height="50"/></a>
  <g class="trackable" id="g"><rect x="120" width="50" height="50"/></g>
</svg>
<img usemap="#m" width="60" height="60" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">
<map name="m"><area id="area" shape="rect" coords="0,0,60,60" href="http://mapped.example/"></map>
"""


async def heard(web: Web, page: Page) -> list[tuple[str, str]]:
    """Events with their address, in order."""
    return [
        (m["name"], m["properties"].get("url", ""))
        for m in await web.only(page)
        if m["name"] not in ("pageview", "leave")
    ]


async def test_clicks_inside_shadow_roots_count(web: Web, browser_page: Page) -> None:
    await browser_page.goto(web.page("/", SHADOW + STOPPED, "data-outbound"))
    await browser_page.click("#label")
    await browser_page.click("i")
    await browser_page.click("#deep")
    assert await heard(web, browser_page) == [
        ("Outbound", "http://other.example/page"),
        ("Buy", ""),
        ("click", ""),
        ("Outbound", "http://deep.example/"),
    ]
    assert (await web.collector.first("Buy"))["properties"] == {"plan": "pro"}


async def test_drawn_links_and_areas_count(web: Web, browser_page: Page) -> None:
    await browser_page.goto(web.page("/", DRAWN + STOPPED, "data-outbound data-downloads"))
    for link in ("#svg rect", "#old rect", "#g rect", "img"):
        await browser_page.click(link)
    assert await heard(web, browser_page) == [
        ("Outbound", "http://drawn.example/x"),
        ("Download", f"{web.origin}/list.pdf"),
        ("click", ""),
        ("Outbound", "http://mapped.example/"),
    ]


SYNTHETIC = """
for (const target of [document, window, document.body, document.createTextNode("x")])
  for (const type of ["click", "auxclick", "submit"])
    target.dispatchEvent(new Event(type, {bubbles: true, composed: true}));
"""


async def test_what_a_page_dispatches_by_itself_throws_nothing(
    web: Web, browser_page: Page
) -> None:
    thrown: list[str] = []
    browser_page.on("pageerror", lambda error: thrown.append(str(error)))
    odd = '<p id="matches">x</p><script>var closest = 1</script><a id="bad" href="http://[">x</a>'
    attributes = "data-outbound data-downloads"
    await browser_page.goto(web.page("/", odd + STOPPED, attributes))
    await browser_page.evaluate(SYNTHETIC)
    for element in ("#matches", "#bad"):
        await browser_page.click(element)
    assert await heard(web, browser_page) == []
    assert thrown == []


async def test_a_click_beside_a_link_is_no_download(web: Web, browser_page: Page) -> None:
    await browser_page.goto(web.page("/File:List.pdf", "<p>text</p>", "data-downloads"))
    await browser_page.click("p")
    assert await heard(web, browser_page) == []
