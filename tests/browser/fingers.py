"""Whether a finger hits what it aims at: by geometry, on a screen that is touched."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Page


@asynccontextmanager
async def touched(page: Page) -> AsyncIterator[None]:
    """As on a phone: the only pointer is a finger."""
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    yield
    await devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
    await devtools.detach()


async def too_small(page: Page) -> list[str]:
    """What can be pressed and has not 44 px to itself: neither is it as large, nor is there room
    for a finger around its middle that nothing else takes. Links in a sentence are left out."""
    return list(await page.evaluate(TOO_SMALL))


TOO_SMALL = Path(__file__).with_suffix(".js").read_text()
