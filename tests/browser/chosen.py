"""Whether it is seen which of several is chosen, where the reader's own few colours are drawn."""

from pathlib import Path

from playwright.async_api import Page

LOOK_ALIKE = Path(__file__).with_suffix(".js").read_text()


async def look_alike(page: Page) -> list[str]:
    """What is chosen and looks like what is not."""
    return list(await page.evaluate(LOOK_ALIKE))
