"""Records the bytes that Chromium sends with the real beacon.js: bench/data/requests.json.

`python -m bench.beacon_requests`, after the script has changed. They are string.Templates of
$key, $host, $origin, $agent, $length (of the body), $id, $page (beacon ids) and $path.
"""

import asyncio
import json
import re
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from playwright.async_api import async_playwright

from tests.chromium import launch_options
from tests.eventually import eventually

ROOT = Path(__file__).parents[1]
RECORDED = ROOT / "bench/data/requests.json"
KEY = "aaaaaaaaaaaa"
PAGE = f"""<!doctype html><title>Pricing</title><p style="height: 3000px">
<script defer src="%s/beacon.js" data-site="{KEY}"></script>"""


class Recorder:
    """A bare server: it answers pages and the script, and keeps every POST as it came."""

    def __init__(self) -> None:
        self.posts: list[tuple[str, str]] = []  # head, body
        self.address = ""

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
                body = (await reader.readexactly(int(length[1] if length else 0))).decode()
                if head.startswith("POST"):
                    self.posts.append((head, body))
                writer.write(self._reply(head.split()[1]))
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _reply(self, path: str) -> bytes:
        if path.startswith("/visit/"):
            return b"HTTP/1.1 204 No Content\r\n\r\n"
        script = path == "/beacon.js"
        text = (ROOT / "static/beacon.js").read_text() if script else PAGE % self.address
        kind = "text/javascript" if script else "text/html"
        return (
            f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(text)}\r\n\r\n{text}"
        ).encode()


def main() -> None:
    version, posts = asyncio.run(record())
    RECORDED.parent.mkdir(exist_ok=True)
    requests = {kind(body): template(head, body) for head, body in posts}
    content = {"browser": f"Chromium {version}", "requests": requests}
    RECORDED.write_text(json.dumps(content, indent=2) + "\n")
    print(f"{RECORDED.relative_to(ROOT)}: {', '.join(requests)}")


async def record() -> tuple[str, list[tuple[str, str]]]:
    """The browser's version, and what it sent: pageview, navigation, event and leaves."""
    recorder = Recorder()
    async with AsyncExitStack() as stack:
        server = await asyncio.start_server(recorder.answer, "127.0.0.1", 0)
        stack.callback(server.close)
        port = server.sockets[0].getsockname()[1]
        recorder.address = f"http://127.0.0.1:{port}"
        playwright = await stack.enter_async_context(async_playwright())
        options: dict[str, Any] = launch_options(whole=True)
        options["args"] += ["--host-resolver-rules=MAP www.example.com 127.0.0.1"]
        browser = await playwright.chromium.launch(**options)
        stack.push_async_callback(browser.close)
        major = browser.version.partition(".")[0]
        page = await browser.new_page(
            user_agent="Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
            f"Chrome/{major}.0.0.0 Safari/537.36"
        )
        await page.goto(f"http://www.example.com:{port}/pricing")
        await page.evaluate("tracker('Signup', {plan: 'pro'})")
        await page.evaluate("history.pushState({}, '', '/docs')")
        await eventually(lambda: len(recorder.posts) >= 4)
        await page.goto("about:blank")
        await eventually(lambda: len(recorder.posts) >= 5)
        return browser.version, recorder.posts


def kind(body: str) -> str:
    """pageview, navigation (a pageview inside a page), event, leave."""
    message = json.loads(body)
    if message["name"] == "pageview":
        return "navigation" if message["referrer"] else "pageview"
    return "leave" if message["name"] == "leave" else "event"


def template(head: str, body: str) -> dict[str, str]:
    """The request with a placeholder for each thing that differs between visits."""
    assert "$" not in head + body
    head = re.sub(r"(?<=\nHost: ).*(?=\r)", "$host", head)
    head = re.sub(r"(?<=\nUser-Agent: ).*(?=\r)", "$agent", head)
    head = re.sub(r"(?<=\nContent-Length: ).*(?=\r)", "$length", head)
    head, body = (
        re.sub(r"http://www\.example\.com:\d+", "$origin", text).replace(KEY, "$key")
        for text in (head, body)
    )
    body = re.sub(r'(?<="id":")[\w.]+', "$id", body)
    body = re.sub(r'(?<="page":")\w+', "$page", body)
    body = re.sub(r'(?<="url":"\$origin)[^"]+', "$path", body)
    return {"head": head, "body": body}


if __name__ == "__main__":
    main()
