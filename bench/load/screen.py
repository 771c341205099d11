"""A real Chromium on the live page: when a row with an event is on the screen, and at what cost."""

import statistics
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import CDPSession, Page, async_playwright

from bench.world import World
from tests.chromium import launch_options

# A row is on the screen with the frame after the change; its latency counts up to there, and
# once for each event, however often the row moves.
WATCHING = """
window.shown = [];
const known = new WeakMap();
addEventListener("DOMContentLoaded", () => {
  const seen = (records) => requestAnimationFrame(() => setTimeout(() => {
    const now = Date.now();
    for (const { addedNodes } of records)
      for (const { row } of addedNodes) {
        const event = row?.visit.events.at(-1);
        if (!event?.properties?.at || event.replay || known.get(row) === event.id) continue;
        known.set(row, event.id);
        shown.push(now - event.properties.at);
      }
  }));
  new MutationObserver(seen).observe(document.getElementById("feed"), { childList: true });
});
"""


class Screen:
    """The page, and what it has shown since `begin`."""

    def __init__(self, page: Page, session: CDPSession) -> None:
        self.page = page
        self.session = session
        self.before: dict[str, float] = {}

    async def begin(self) -> None:
        await self.page.evaluate("shown.length = 0")
        self.before = await self.metrics()

    async def figures(self) -> dict[str, float]:
        """Latencies over the rows that were shown, and the main thread's share of the time."""
        shown: list[float] = await self.page.evaluate("shown")
        after = await self.metrics()
        spent = {name: after[name] - self.before[name] for name in after}
        return {
            "rows": len(shown),
            "p50_ms": statistics.median(shown) if shown else 0.0,
            "p99_ms": sorted(shown)[len(shown) * 99 // 100] if shown else 0.0,
            "busy": spent["TaskDuration"] / spent["Timestamp"],
        }

    async def metrics(self) -> dict[str, float]:
        answer: dict[str, Any] = await self.session.send("Performance.getMetrics")
        wanted = ("TaskDuration", "Timestamp")
        return {each["name"]: each["value"] for each in answer["metrics"] if each["name"] in wanted}


@asynccontextmanager
async def live_page(origin: str, world: World) -> AsyncIterator[Screen]:
    """The first site's live page, connected."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**launch_options())
        context = await browser.new_context(viewport={"width": 1440, "height": 900})
        name, _, value = world.cookie.partition("=")
        await context.add_cookies([{"name": name, "value": value, "url": origin}])
        await context.add_init_script(WATCHING)
        page = await context.new_page()
        session = await context.new_cdp_session(page)
        await session.send("Performance.enable")
        await page.goto(f"{origin}/sites/{world.sites[0]}/live")
        await page.wait_for_selector("#connection[data-state=connected]")
        yield Screen(page, session)
        await browser.close()
