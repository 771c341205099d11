"""The first load of a site's reports in a real Chromium that is four times as slow: what comes over
the wire, when the page can be used, and whether anything in it moves."""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from playwright.async_api import Browser, async_playwright

from bench.figures import Figure, table
from bench.processes import free_port, serving_product
from bench.report_catching_up import copy_of
from bench.year_file import year_of
from tests.chromium import launch_options
from tests.seeded_data import SESSION

SLOWER = 4
SETTLES = 5_000  # ms that are watched after the page is whole
PATIENCE = 600_000  # ms, until all is counted
# When our script has run, the tasks that held up the page, how far things have moved.
WATCHING = """
window.told = { ran: 0, moved: 0, held: [] };
const watch = (type, take) =>
  new PerformanceObserver((list) => list.getEntries().forEach(take))
    .observe({ type, buffered: true });
watch("layout-shift", (entry) => (told.moved += entry.value));
watch("longtask", (entry) => told.held.push([entry.startTime, entry.duration]));
addEventListener("DOMContentLoaded", () => {
  const ran = () => (told.ran ||= performance.now());
  const help = document.getElementById("help-button");
  new MutationObserver(ran).observe(help, { attributeFilter: ["hidden"] });
  if (!help.hidden) ran();
});
"""
TOLD = """
() => ({ ...told, painted: performance.getEntriesByName("first-contentful-paint")[0].startTime })
"""


class Load(NamedTuple):
    """Times in ms from the click on."""

    kilobytes: float
    requests: int
    painted: float
    interactive: float
    moved: float
    held: float
    longest: float


def main() -> None:
    print(table(run(read_options(sys.argv[1:]))))


def read_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--times", type=int, default=5, help="that the page is loaded anew")
    return parser.parse_args(arguments)


def run(options: argparse.Namespace) -> list[Figure]:
    folder = year_of(options.events)
    with tempfile.TemporaryDirectory(dir=folder.parent) as work:
        data, port = Path(work) / "data", free_port()
        copy_of(folder, data)
        with serving_product(data, port):
            return asyncio.run(_figures(f"http://127.0.0.1:{port}", options.times))


async def _figures(origin: str, times: int) -> list[Figure]:
    found = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**launch_options(whole=True))
        await _counted(browser, origin)
        for name, query in (("28 days", ""), ("12 months, filtered", FILTERED)):
            address = f"{origin}/sites/1?{query}"
            loads = [await _load(browser, address) for _ in range(times)]
            spent = [await _spent(browser, address) for _ in range(times)]
            found += _as_figures(f"reports' first load, {name}", loads, spent)
        await browser.close()
    return found


FILTERED = "period=last_12_months&country=DE&page_begins=/blog/"


async def _counted(browser: Browser, origin: str) -> None:
    """Until the log is counted, which is another figure's."""
    context = await _context(browser, origin)
    page = await context.new_page()
    await page.goto(f"{origin}/sites/1?wait", timeout=PATIENCE)
    await page.wait_for_selector("#report:not(:has(.counting, [data-awaited]))", timeout=PATIENCE)
    await context.close()


async def _context(browser: Browser, origin: str) -> Any:
    context = await browser.new_context(viewport={"width": 1440, "height": 900})
    await context.add_cookies([{"name": "tracker", "value": SESSION, "url": origin}])
    await context.add_init_script(WATCHING)
    return context


async def _load(browser: Browser, address: str) -> Load:
    """With nothing of it known before."""
    context = await _context(browser, address)
    page = await context.new_page()
    session, sizes = await context.new_cdp_session(page), list[float]()
    session.on("Network.loadingFinished", lambda each: sizes.append(each["encodedDataLength"]))
    await session.send("Network.enable")
    await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    await page.goto(address)
    await page.wait_for_selector("#connection[data-state=connected]")
    await page.wait_for_selector("#report:not(:has([data-awaited]))")
    await page.wait_for_timeout(SETTLES)
    told = await page.evaluate(TOLD)
    await context.close()
    held = [length for _begun, length in told["held"]]
    ends = [begun + length for begun, length in told["held"]]
    return Load(
        kilobytes=sum(sizes) / 1000,
        requests=len(sizes),
        painted=told["painted"],
        interactive=max([told["ran"], *ends]),
        moved=told["moved"],
        held=sum(length - 50 for length in held),
        longest=max(held, default=0),
    )


async def _spent(browser: Browser, address: str) -> float:
    """Processor time of the page's main thread until it is whole, ms: not slowed down, and whatever
    else the machine has to do."""
    context = await _context(browser, address)
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    await session.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = await _task_time(session)
    await page.goto(address)
    await page.wait_for_selector("#connection[data-state=connected]")
    await page.wait_for_selector("#report:not(:has([data-awaited]))")
    await page.wait_for_timeout(1_000)
    spent = await _task_time(session) - before
    await context.close()
    return 1000 * spent


async def _task_time(session: Any) -> float:
    answer = await session.send("Performance.getMetrics")
    return next(each["value"] for each in answer["metrics"] if each["name"] == "TaskDuration")


def _as_figures(name: str, loads: list[Load], spent: list[float]) -> list[Figure]:
    usual = Load(*(statistics.median(each) for each in zip(*loads, strict=True)))
    return [
        Figure(f"{name}: on the wire", usual.kilobytes, "kB", 150),
        Figure(f"{name}: requests", usual.requests, ""),
        Figure(f"{name}: first paint, {SLOWER} times as slow", usual.painted, "ms"),
        Figure(f"{name}: interactive, {SLOWER} times as slow", usual.interactive, "ms", 1000),
        Figure(f"{name}: tasks beyond 50 ms, in all", usual.held, "ms"),
        Figure(f"{name}: the longest task", usual.longest, "ms"),
        Figure(
            f"{name}: main thread until it is whole, not slowed down",
            statistics.median(spent),
            "ms",
        ),
        Figure(f"{name}: layout shift", usual.moved, "", 0.02),
    ]


if __name__ == "__main__":
    main()
