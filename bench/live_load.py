"""The first load of the live page on a phone with a slow line (400 ms there and back, 50 kB/s), in
a real Chromium: when its rows are seen, what comes over the wire, whether anything moves."""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

from playwright.async_api import Browser, async_playwright

from bench.demo_world import OWNER, PLACES, make_world
from bench.figures import Figure, table
from bench.processes import free_port, serving, settings
from tests.chromium import launch_options

SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
SETTLES = 3_000  # ms that are watched after the page is connected
VISITS = 20_000  # in the year
# When rows were first painted, and how far things have moved.
WATCHING = """
window.told = { rows: 0, moved: 0 };
new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (told.moved += value)))
  .observe({ type: "layout-shift", buffered: true });
const note = () => (told.rows = performance.now());
const look = () => {
  if (!document.querySelector(".visit .title")) requestAnimationFrame(look);
  else requestAnimationFrame(() => setTimeout(note));
};
requestAnimationFrame(look);
"""
TOLD = """
() => ({ ...told, painted: performance.getEntriesByName("first-contentful-paint")[0].startTime })
"""


class Load(NamedTuple):
    """Times in ms from the navigation on."""

    kilobytes: float
    requests: int
    painted: float
    rows: float
    connected: float
    moved: float


def main() -> None:
    print(table(run(read_options(sys.argv[1:]))))


def read_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5, help="that the page is loaded anew")
    parser.add_argument("--visits", type=int, default=VISITS)
    return parser.parse_args(arguments)


def run(options: argparse.Namespace) -> list[Figure]:
    with tempfile.TemporaryDirectory() as work:
        data, port = Path(work), free_port()
        asyncio.run(make_world(data, time.time_ns() // 1_000_000, options.visits))
        variables = settings(data, port) | {"GEOIP_PATH": str(data / PLACES)}
        with serving(port, ["run.py"], variables):
            return asyncio.run(_figures(f"http://127.0.0.1:{port}", options.times))


async def _figures(origin: str, times: int) -> list[Figure]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**launch_options())
        cookies = await _logged_in(browser, origin)
        loads = [await _load(browser, origin, cookies) for _ in range(times)]
        await browser.close()
    usual = Load(*(statistics.median(each) for each in zip(*loads, strict=True)))
    name = "live page's first load, slow line, 390 px"
    return [
        Figure(f"{name}: on the wire", usual.kilobytes, "kB", 120),
        Figure(f"{name}: requests", usual.requests, "", 20),
        Figure(f"{name}: first paint", usual.painted, "ms"),
        Figure(f"{name}: rows painted", usual.rows, "ms"),
        Figure(f"{name}: connected", usual.connected, "ms"),
        Figure(f"{name}: layout shift", usual.moved, "", 0),
    ]


async def _logged_in(browser: Browser, origin: str) -> Any:
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(f"{origin}/login")
    await page.fill("[name=login]", OWNER.name)
    await page.fill("[name=password]", OWNER.password)
    await page.press("[name=password]", "Enter")
    await page.wait_for_url(f"{origin}/")
    cookies = await context.cookies()
    await context.close()
    return cookies


async def _load(browser: Browser, origin: str, cookies: Any) -> Load:
    """With nothing of it known before."""
    context = await browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    await context.add_cookies(cookies)
    await context.add_init_script(WATCHING)
    page = await context.new_page()
    session, sizes = await context.new_cdp_session(page), list[float]()
    session.on("Network.loadingFinished", lambda each: sizes.append(each["encodedDataLength"]))
    session.on(
        "Network.webSocketFrameReceived",
        lambda each: sizes.append(len(each["response"]["payloadData"].encode())),
    )
    opened = list[str]()
    session.on("Network.requestWillBeSent", lambda each: opened.append(each["request"]["url"]))
    session.on("Network.webSocketCreated", lambda each: opened.append(each["url"]))
    await session.send("Network.enable")
    await session.send("Network.emulateNetworkConditions", SLOW)
    begun = time.monotonic()
    await page.goto(f"{origin}/sites/1/live", wait_until="commit")
    await page.wait_for_selector("#connection[data-state=connected]", state="attached")
    connected = 1000 * (time.monotonic() - begun)
    await page.wait_for_timeout(SETTLES)
    told = await page.evaluate(TOLD)
    await context.close()
    return Load(
        kilobytes=sum(sizes) / 1000,
        requests=sum(not each.startswith("data:") for each in opened),
        painted=told["painted"],
        rows=told["rows"],
        connected=connected,
        moved=told["moved"],
    )


if __name__ == "__main__":
    main()
