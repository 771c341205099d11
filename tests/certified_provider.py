"""A certified OpenID Connect provider, run by Node: `make test` fetches it into .provider."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

from aiohttp import ClientSession
from yarl import URL

FOLDER = Path(__file__).parents[1] / ".provider"
SCRIPT = Path(__file__).parent / "data" / "certified.mjs"
MISSING = not (FOLDER / "versions").is_file() or shutil.which("node") is None
WHY = "Node or the provider is missing: sh scripts/provider"


@contextmanager
def certified_provider(back: str) -> Iterator[str]:
    """Its issuer; it leads back there."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["node", str(SCRIPT), str(FOLDER), str(port), back]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout
            assert "listening" in process.stdout.readline()
            yield f"http://localhost:{port}"
        finally:
            process.kill()


async def log_in_there(browser: ClientSession, address: str, name: str) -> str:
    """Through its forms as that person, to the address that it sends the browser back to."""
    page = await browser.get(address, allow_redirects=False)
    for _ in range(12):
        if page.status in {302, 303}:
            place = page.headers["Location"]
            if "/login/provider/back?" in place:
                return place
            page = await browser.get(str(page.url.join(URL(place))), allow_redirects=False)
            continue
        text = await page.text()
        found = re.search(r'action="([^"]+)"', text)
        prompt = re.search(r'name="prompt" value="(\w+)"', text)
        assert found, text
        assert prompt, text
        sent = {"prompt": prompt[1], "login": name, "password": "any"}
        page = await browser.post(unescape(found[1]), data=sent, allow_redirects=False)
    raise AssertionError("it leads back nowhere")
