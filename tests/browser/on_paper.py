"""Pages as they are printed."""

from pathlib import Path

from playwright.async_api import Page

PAPER = 680  # px of an A4 page between its margins
PRINTED_IN_VAIN = Path(__file__).with_suffix(".js").read_text()


async def printed_in_vain(page: Page) -> list[str]:
    """What is to be pressed, and letters that are not black."""
    return list(await page.evaluate(PRINTED_IN_VAIN))
