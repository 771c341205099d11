"""The README's pictures, of a demonstration that runs: `PORT=8000 python -m bench.pictures`.

Best some twenty minutes after it began, when its last half hour is full."""

from __future__ import annotations

import os

from playwright.sync_api import Page, sync_playwright

from bench.demo_world import OWNER
from bench.front_door import ROOT
from tests.chromium import launch_options

PICTURES = {
    "live.png": ("/sites/1/live", 900),
    "reports.png": ("/sites/1?period=last_12_months", 1400),
}
WIDE = 1440
AT_REST = 4_000  # ms, until what has moved in stands still


def take(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())  # type: ignore[arg-type]
        page = browser.new_page(color_scheme="light", device_scale_factor=1)
        log_in(page, address)
        for name, (path, high) in PICTURES.items():
            page.set_viewport_size({"width": WIDE, "height": high})
            page.goto(f"{address}{path}")
            page.wait_for_timeout(AT_REST)
            page.screenshot(path=ROOT / "docs" / name)
            print(f"docs/{name}", (ROOT / "docs" / name).stat().st_size, "bytes")
        browser.close()


def log_in(page: Page, address: str) -> None:
    page.goto(f"{address}/login")
    page.fill("[name=login]", OWNER.name)
    page.fill("[name=password]", OWNER.password)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{address}/")


if __name__ == "__main__":
    take(f"http://127.0.0.1:{os.environ.get('PORT', '8000')}")
