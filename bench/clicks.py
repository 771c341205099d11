"""Clicks under traffic: how many of a hundred open another row than the one that was aimed at."""

import argparse
import asyncio
import os
import sys
from random import Random

from playwright.async_api import async_playwright

from bench.figures import Figure, table
from tests.browser.live.aiming import missed, pouring
from tests.browser.live.live_server import live_server
from tests.chromium import launch_options

RATES = (1, 3, 10)  # visits a second


def main() -> None:
    print(table(run(read_options(sys.argv[1:]))))


def read_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clicks", type=int, default=100)
    return parser.parse_args(arguments)


def run(options: argparse.Namespace) -> list[Figure]:
    return [asyncio.run(at_rate(rate, options.clicks)) for rate in RATES]


async def at_rate(rate: int, clicks: int) -> Figure:
    async with live_server() as live, async_playwright() as playwright:
        for number in range(30):
            live.event(f"before{number}", f"/before/{number}")
        browser = await playwright.chromium.launch(**launch_options())
        page = await browser.new_page(viewport={"width": 1440, "height": 900})
        await page.goto(f"{live.address}/sites/1/live")
        await page.wait_for_selector("#connection[data-state=connected]")
        async with pouring(live, rate):
            wrong = await missed(page, clicks, Random(os.getpid()))
        await browser.close()
    return Figure(f"wrong rows of {clicks} clicks, {rate} visits/s", wrong, "clicks", 0)


if __name__ == "__main__":
    main()
