"""The live page under traffic, in a real Chromium: how many of a hundred clicks open another row
than the one that was aimed at, what moves around the feed, and how long the page is busy."""

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from random import Random
from typing import Any

from playwright.async_api import Page, async_playwright

from bench.figures import Figure, table
from tests.browser.live.aiming import missed, pouring
from tests.browser.live.live_server import LiveServer, live_server
from tests.chromium import launch_options

AIMED_AT = (1, 3, 10)  # visits a second
HITS = (0, 1, 5, 10, 100, 1_000)  # a second
FRAMES = 20  # a second at most, as from the server
WATCHING = """
// A row that is in the document no more is none.
const isAround = ({ node }) => node?.parentElement && !node.parentElement.closest(".feed-box");
window.nodes = new Set();
window.around = 0;
window.longest = 0;
window.long = 0;
new PerformanceObserver((list) => {
  for (const each of list.getEntries())
    for (const { node } of each.sources.filter(isAround)) {
      around += each.value;
      nodes.add(node.id || node.parentElement.id || node.parentElement.className);
    }
}).observe({ type: "layout-shift" });
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) {
    long += duration > 100;
    longest = Math.max(longest, duration);
  }
}).observe({ type: "longtask" });
"""


def main() -> None:
    print(table(run(read_options(sys.argv[1:]))))


def read_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clicks", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=20)
    return parser.parse_args(arguments)


def run(options: argparse.Namespace) -> list[Figure]:
    figures = [asyncio.run(aimed_at(rate, options.clicks)) for rate in AIMED_AT]
    for rate in HITS:
        figures += asyncio.run(busy_at(rate, options.seconds))
    return figures


@asynccontextmanager
async def opened() -> AsyncIterator[tuple[LiveServer, Page]]:
    async with live_server() as live, async_playwright() as playwright:
        for number in range(40):
            live.event(f"before{number}", f"/before/{number}")
        browser = await playwright.chromium.launch(**launch_options())
        page = await browser.new_page(viewport={"width": 1440, "height": 900})
        await page.goto(f"{live.address}/sites/1/live")
        await page.wait_for_selector("#connection[data-state=connected]")
        yield live, page
        await browser.close()


async def aimed_at(rate: int, clicks: int) -> Figure:
    async with opened() as (live, page), pouring(live, rate):
        wrong = await missed(page, clicks, Random(os.getpid()))
    return Figure(f"wrong rows of {clicks} clicks, {rate} visits/s", wrong, "clicks", 0)


async def busy_at(rate: int, seconds: int) -> list[Figure]:
    async with opened() as (live, page):
        session = await page.context.new_cdp_session(page)
        await session.send("Performance.enable", {"timeDomain": "threadTicks"})
        await page.evaluate(WATCHING)
        before, sending = await spent(session), asyncio.create_task(hits(live, rate))
        await asyncio.sleep(seconds)
        share = (await spent(session) - before) / seconds * 100
        sending.cancel()
        around, long, longest = await page.evaluate("[around, long, longest]")
        shifted = ", ".join(await page.evaluate("[...nodes]"))
    return [
        Figure(f"main thread of a core, {rate:,} hits/s", share, "%", 20),
        Figure(f"layout shifts around the feed, {rate:,} hits/s", around, shifted, 0.005),
        Figure(f"tasks over 100 ms, {rate:,} hits/s", long, f"(longest {longest:.0f} ms)"),
    ]


async def hits(live: LiveServer, rate: int) -> None:
    """So many a second, in as few frames as the server sends, and who is here twice a second."""
    each = max(1, rate // FRAMES)
    for number in count():
        if number % max(1, rate // each // 2) == 0:
            now = 40 + number % 50
            await live.send(live.presence(now, ("/", now // 2), (f"/poured/{number}", now // 3)))
        if rate:
            await live.send(
                *[live.event(f"v{live.cursor}", f"/{live.cursor}") for _ in range(each)]
            )
        del live.log[:-1_000]
        await asyncio.sleep(each / rate if rate else 0.5)


async def spent(session: Any) -> float:
    """CPU time of the page's main thread, in seconds."""
    answer: dict[str, Any] = await session.send("Performance.getMetrics")
    return next(
        float(each["value"]) for each in answer["metrics"] if each["name"] == "TaskDuration"
    )


if __name__ == "__main__":
    main()
