"""A hand that aims at rows of the feed while visits pour in, and what it opens."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from random import Random

from playwright.async_api import Page

from tests.browser.live.live_server import LiveServer

SEEN_TO_PRESSED = 0.4  # seconds between the moment a row is aimed at and the press
ROWS = 8  # that are aimed at: the upper ones
# What a person aims at: the row that the pointer comes to rest on.
AIMED = """
addEventListener("pointermove", ({ target }) => {
  window.aimed = target.closest?.(".visit")?.row.visit.id;
}, true);
"""
OPENED = "document.querySelector('.visit.open')?.row.visit.id"


@asynccontextmanager
async def pouring(live: LiveServer, rate: float) -> AsyncIterator[None]:
    """So many visits a second; each fourth goes on instead of beginning, and comes to the top."""

    async def pour() -> None:
        for number in count():
            of = number - 6 if number % 4 == 3 else number
            await live.send(live.event(f"poured{of}", f"/poured/{number}"))
            await asyncio.sleep(1 / rate)

    pours = asyncio.create_task(pour())
    try:
        yield
    finally:
        pours.cancel()


async def missed(page: Page, clicks: int, chance: Random) -> int:
    """How many of so many clicks opened another row than the one that was aimed at."""
    await page.evaluate(AIMED)
    wrong = 0
    for _ in range(clicks):
        box = await page.locator(".visit").nth(chance.randrange(ROWS)).bounding_box()
        assert box
        await page.mouse.move(box["x"] + 300, box["y"] + box["height"] * chance.uniform(0.2, 0.8))
        await asyncio.sleep(SEEN_TO_PRESSED)
        await page.mouse.down()
        await page.mouse.up()

        wrong += await page.evaluate(OPENED) != await page.evaluate("aimed")
        await page.keyboard.press("Escape")
        await page.mouse.move(1300, 700)  # off the feed, so that it goes on
    return wrong
