"""The Chromium that the browser tests drive."""

import os
import shutil
import sys
from pathlib import Path

SHELL = "chromium-headless-shell"  # the same engine; it draws for no screen: half the work
WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def executable(whole: bool = False) -> str:
    """CHROMIUM, else the first one on the PATH, else playwright's own; "" where there is none.

    `whole` is one that also keeps the pages one goes back to, and prerenders."""
    named = [os.environ.get("CHROMIUM", ""), "" if whole else SHELL, *WHOLE]
    found = (shutil.which(name) for name in named if name)
    return next((path for path in found if path), "") or playwrights_own()


def playwrights_own() -> str:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else ""


def launch_options(whole: bool = False) -> dict[str, object]:
    """Arguments of playwright's chromium.launch(); root may not use the sandbox."""
    return {"executable_path": executable(whole), "args": ["--no-sandbox"]}


if __name__ == "__main__":
    sys.exit(0 if executable(whole=True) else "no Chromium")
