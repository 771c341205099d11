"""A real Chromium on the live page: when a row with an event is in the page and when it is drawn,
and at what cost."""

import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import CDPSession, Page, async_playwright

from bench.world import World
from tests.chromium import launch_options

# An observer hears of a row as soon as it is in the page. The first task after the next frame's
# callbacks comes when that frame has been drawn. An event counts once, however often its row moves.
WATCHING = """
window.shown = [];
const known = new Set();
addEventListener("DOMContentLoaded", () => {
  const seen = (records) => {
    const inPage = Date.now();
    for (const { addedNodes } of records)
      for (const { row } of addedNodes) {
        const event = row?.visit.events.at(-1);
        if (!event?.properties?.at || event.replay || known.has(event.id)) continue;
        known.add(event.id);
        const times = [Number(event.properties.at), inPage];
        requestAnimationFrame(() => setTimeout(() => shown.push([...times, Date.now()])));
      }
  };
  new MutationObserver(seen).observe(document.getElementById("feed"), { childList: true });
});
"""


class Screen:
    """The page, and what it has shown since `begin`. Times of day are ms."""

    def __init__(self, page: Page, session: CDPSession) -> None:
        self.page = page
        self.session = session
        self.since = 0.0
        self.spent_before = 0.0

    async def begin(self) -> None:
        self.since = time.time() * 1000
        self.spent_before = await self.spent()

    async def figures(self) -> dict[str, float]:
        """Latencies over the rows shown by now, and the main thread's share of the time.

        Asked as soon as the hits end: a second later the page is calm again and shows what it
        had left out while it sampled.
        """
        until = time.time() * 1000
        spent = await self.spent() - self.spent_before
        shown: list[list[float]] = await self.page.evaluate("shown")
        new = [each for each in shown if each[0] >= self.since and each[2] <= until]
        in_page = sorted(at - sent for sent, at, _ in new)
        drawn = sorted(at - sent for sent, _, at in new)
        return {
            "rows": len(new),
            "in_page_p50_ms": statistics.median(in_page),
            "in_page_p99_ms": in_page[len(new) * 99 // 100],
            "drawn_p50_ms": statistics.median(drawn),
            "drawn_p99_ms": drawn[len(new) * 99 // 100],
            "busy": spent / (until - self.since) * 1000,
        }

    async def spent(self) -> float:
        """CPU time of the page's main thread, in seconds."""
        answer: dict[str, Any] = await self.session.send("Performance.getMetrics")
        return next(
            float(each["value"]) for each in answer["metrics"] if each["name"] == "TaskDuration"
        )


@asynccontextmanager
async def live_page(origin: str, world: World) -> AsyncIterator[Screen]:
    """The first site's live page, connected."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**launch_options(whole=True))
        context = await browser.new_context(viewport={"width": 1440, "height": 900})
        name, _, value = world.cookie.partition("=")
        await context.add_cookies([{"name": name, "value": value, "url": origin}])
        await context.add_init_script(WATCHING)
        page = await context.new_page()
        session = await context.new_cdp_session(page)
        await session.send("Performance.enable", {"timeDomain": "threadTicks"})
        await page.goto(f"{origin}/sites/{world.sites[0]}/live")
        await page.wait_for_selector("#connection[data-state=connected]")
        yield Screen(page, session)
        await browser.close()
