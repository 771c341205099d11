"""The top bar with names that hardly fit, and with the longest word about the connection."""

from pathlib import Path

from playwright.async_api import Page

from tests.browser.filled_server import LONG_HOST

HOST_NAMES = [
    "documentation.example.com",
    "documentation-and-more.example.com",
    "documentation.of-the-company.example.com",
    LONG_HOST + ".com",
    "bücher-und-zeitschriften.österreich.example",
    "الأسعار-والخطط-كل-ما-تحتاج-معرفته.مثال.إختبار",
]
CROWDED = Path(__file__).with_suffix(".js").read_text()


async def crowded(page: Page) -> list[str]:
    """What is not in one row of 56 px, beside everything else."""
    return list(await page.evaluate(CROWDED, HOST_NAMES))
