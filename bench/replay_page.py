"""A replay of very many hits in a real Chromium: how long its page is busy at once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from playwright.async_api import async_playwright

from bench.ingest import Server
from tests.chromium import launch_options

WATCHING = """
window.longest = 0;
window.long = 0;
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) {
    long += duration > 100;
    longest = Math.max(longest, duration);
  }
}).observe({ type: "longtask" });
"""


class Watched(NamedTuple):
    """`long`: tasks of more than 100 ms; `longest` in ms; `rows` in the feed; `played`: seconds of
    then that went by in one."""

    long: int
    longest: float
    rows: int
    played: float


async def watched(server: Server, at: int, seconds: float) -> Watched:
    """At 60x from that moment (ms) on, once it is there."""
    assert server.world
    origin = f"http://127.0.0.1:{server.port}"
    name, _, value = server.world.cookie.partition("=")
    moment = datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**launch_options())
        context = await browser.new_context(viewport={"width": 1440, "height": 900})
        await context.add_cookies([{"name": name, "value": value, "url": origin}])
        page = await context.new_page()
        await page.goto(f"{origin}/sites/1/live?at={moment}")
        await page.locator(".visit").nth(19).wait_for(state="attached")
        await page.get_by_role("button", name="60×").click()
        await page.wait_for_timeout(1000)
        await page.evaluate(WATCHING)
        began = await page.evaluate("Date.parse(document.getElementById('past-clock').dateTime)")
        await page.wait_for_timeout(seconds * 1000)
        ended, long, longest, rows = await page.evaluate(
            "[Date.parse(document.getElementById('past-clock').dateTime), long, longest,"
            " document.querySelectorAll('.visit').length]"
        )
        await browser.close()
    return Watched(long, longest, rows, (ended - began) / 1000 / seconds)
