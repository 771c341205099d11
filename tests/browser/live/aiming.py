"""A hand that aims at rows of the feed while visits pour in, and what it opens."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from random import Random

from playwright.async_api import Page

from tests.browser.live.live_server import LiveServer

SEEN_TO_PRESSED = 0.4  # seconds between the moment a row is aimed at and the press
HEIGHTS = (140, 600)  # px: where rows are aimed at
# What is aimed at: the row under the pointer once it is seen to rest; "" between rows.
AIMED = """
addEventListener("pointermove", ({ clientX, clientY }) => setTimeout(() => {
  window.aimed = document.elementFromPoint(clientX, clientY).closest(".visit")?.row.visit.id ?? "";
}, 200));
"""
SEEN = (
    "new Promise((then) => (function look() { aimed === null ? setTimeout(look) : then(aimed) })())"
)
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
    wrong = 0  # also where no row was opened
    for _ in range(clicks):
        aimed = await aim(page, chance)
        await asyncio.sleep(SEEN_TO_PRESSED)
        await page.mouse.down()
        await page.mouse.up()
        wrong += await page.evaluate(OPENED) != aimed
        await page.keyboard.press("Escape")
        await away(page)
    return wrong


async def aim(page: Page, chance: Random) -> str:
    """The visit of the row on which the pointer has come to rest."""
    while True:
        await page.evaluate("aimed = null")
        await page.mouse.move(760, chance.uniform(*HEIGHTS))
        if aimed := await page.evaluate(SEEN):
            return str(aimed)
        await away(page)


async def away(page: Page) -> None:
    """Off the feed, so that it goes on; until that has been heard of."""
    await page.evaluate("aimed = null")
    await page.mouse.move(1300, 700)
    await page.evaluate(SEEN)
