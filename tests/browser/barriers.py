"""What keeps people out of a page, as far as axe can tell."""

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.async_api import Page

# A frame is looked at by itself: axe is not brought along into one.
EVERYTHING: dict[str, object] = {"resultTypes": ["violations"], "iframes": False}
COLOURS = EVERYTHING | {"runOnly": ["color-contrast"]}  # all that the theme decides


async def barriers(page: Page, options: dict[str, object] = EVERYTHING) -> str:
    """What axe finds, in its words; nothing when all is well. It is brought along once a page."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE_SCRIPT)
    found = AxeResults(await page.evaluate("options => axe.run(options)", options))
    return found.generate_report() if found.violations_count else ""
