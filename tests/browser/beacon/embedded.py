"""A small web of pages that embed the real beacon.js, and the server that collects what it says."""

import asyncio
import json
from collections import deque
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from playwright.async_api import Page

from tests.browser.conftest import Serve
from tests.eventually import eventually

STATIC = Path(__file__).parents[3] / "static"
Message = dict[str, Any]
KEY = "sitekey12345"
# Chromium without a window has no other tab to hide a page behind: this lets a test play it.
HIDEABLE = """
let hidden = false;
Object.defineProperty(document, "hidden", {get: () => hidden});
window.hide = (now) => {
  hidden = now;
  document.dispatchEvent(new Event("visibilitychange", {bubbles: true}));
  return performance.now();
};
"""


class Collector:
    """Keeps the JSON of every message, and the requests that brought it. As the server it knows a
    repetition: a page that is left before it has read its answer may say the same once more."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.requests: list[web.BaseRequest] = []
        self.answers: deque[int] = deque()  # the next answers' statuses, 0: none; then 204
        self.refused: list[Message] = []  # what was answered so
        self.address = ""

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/{base:.*}beacon.js", self.script)
        app.router.add_route("*", "/{base:.*}visit/{key}", self.visit)
        return app

    async def script(self, _: web.Request) -> web.FileResponse:
        return web.FileResponse(STATIC / "beacon.js", headers={"Access-Control-Allow-Origin": "*"})

    async def visit(self, request: web.Request) -> web.Response:
        """As the server does: any origin may read the answer."""
        self.requests.append(request)
        status = self.answers.popleft() if self.answers else 204
        if request.can_read_body:
            self.keep(json.loads(await request.text()), 200 <= status < 300)
        if not status:
            request.transport.abort()
        headers = {
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Expose-Headers": "X-Tracker-Refused, Retry-After",
        }
        return web.Response(
            status=status or 500, headers=headers | ({"Retry-After": "1"} if status > 300 else {})
        )

    def keep(self, message: Message, taken: bool) -> None:
        if not taken:
            self.refused.append(message)
        elif message not in self.messages:
            self.messages.append(message)

    def named(self, name: str) -> list[Message]:
        return [message for message in self.messages if message["name"] == name]

    async def first(self, name: str, **values: Any) -> Message:
        """The first message of that name with these values, once it is there."""
        return (await self.wait(1, name, **values))[0]

    async def wait(self, count: int, name: str, **values: Any) -> list[Message]:
        """So many messages of that name with these values."""

        def found() -> list[Message]:
            these = [m for m in self.named(name) if values.items() <= m.items()]
            assert len(these) >= count, f"only {these} among {self.messages}"
            return these

        return await eventually(found)


class Web:
    """Pages under shop.example; the collector is stats.example: another origin."""

    def __init__(self) -> None:
        self.collector = Collector()
        self.pages: dict[str, str] = {}
        self.asked: list[str] = []
        self.go = asyncio.Event()  # what /go waits for
        self.origin = ""

    async def start(self, serve: Serve) -> None:
        self.collector.address = named(await serve(self.collector.app()), "stats.example")
        app = web.Application()
        app.router.add_get("/{path:.*}", self.answer)
        self.origin = named(await serve(app), "shop.example")

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        if request.path == "/go":
            await self.go.wait()
        text = self.pages.get(request.path, "<title>Elsewhere</title>")
        script = request.path.endswith(".js")
        return web.Response(text=text, content_type="text/javascript" if script else "text/html")

    def page(self, path: str, body: str = "", attributes: str = "", head: str = "") -> str:
        """A page with the beacon in it; answers its address."""
        self.pages[path] = (
            f"<!doctype html><html><head><title>Title of {path}</title>{head}"
            f"{self.snippet(attributes)}</head><body>{body}</body></html>"
        )
        return self.origin + path

    def snippet(self, attributes: str = "", base: str = "/") -> str:
        source = f"{self.collector.address}{base}beacon.js"
        return f'<script defer src="{source}" data-site="{KEY}" {attributes}></script>'

    async def only(self, page: Page) -> list[Message]:
        """All that has arrived when a last word of the page itself has arrived."""
        await page.evaluate(
            "url => new Promise(done => setTimeout(done, 150)).then(() => "
            "fetch(url, {method: 'POST', keepalive: true, body: '{\"name\": \"last word\"}'}))",
            f"{self.collector.address}/visit/{KEY}",
        )
        await self.collector.first("last word")
        return [m for m in self.collector.messages if m["name"] != "last word"]


def named(address: str, host: str) -> str:
    """The same server by a name instead of 127.0.0.1."""
    return f"http://{host}:{urlsplit(address).port}"
