"""Pages that carry other products' trackers, and what becomes of what those send."""

from pathlib import Path

import pytest
from aiohttp import web
from playwright.async_api import Request

from tests.browser.conftest import Serve
from tests.eventually import eventually
from tests.web.peers.reporting import ROWS, Row
from tracker.web import keys

TRACKERS = Path(__file__).parents[3] / ".trackers"
# Several of them send nothing where a program steers.
UNSTEERED = "Object.defineProperty(Navigator.prototype, 'webdriver', {get: () => false})"
SCRIPTS = ".js"


def needs(path: str) -> pytest.MarkDecorator:
    """For tests of a tracker that a registry may not have given."""
    there = (TRACKERS / path).exists()
    return pytest.mark.skipif(not there, reason=f"scripts/trackers has not fetched {path}")


class Shop:
    """Pages at shop.example, a server at stats.example. `sent` is what a recorder beside it has
    seen go out: method and address of each hit."""

    def __init__(self, app: web.Application, stats: str, key: str) -> None:
        self._app = app
        self.stats = stats
        self.key = key
        self.pages: dict[str, str] = {}
        self.sent: list[tuple[str, str]] = []
        self.origin = ""

    async def open(self, serve: Serve) -> None:
        app = web.Application()
        app.router.add_static("/trackers", TRACKERS if TRACKERS.exists() else Path(__file__).parent)
        app.router.add_get("/{path:.*}", self._answer)
        self.origin = (await serve(app)).replace("127.0.0.1", "shop.example")

    async def _answer(self, request: web.Request) -> web.Response:
        text = self.pages.get(request.path, "<title>Elsewhere</title>")
        return web.Response(text=text, content_type="text/html")

    def page(self, path: str, head: str, body: str = "") -> str:
        """A page with these in it; answers its address."""
        self.pages[path] = (
            f"<!doctype html><html><head><title>Title of {path}</title>{head}</head>"
            f"<body>{body}</body></html>"
        )
        return self.origin + path

    def note(self, request: Request) -> None:
        """What leaves the browser for our server, but for scripts and for questions before."""
        if request.url.startswith(self.stats) and request.method != "OPTIONS":
            path = request.url.removeprefix(self.stats).partition("?")[0]
            if not path.endswith(SCRIPTS):
                self.sent.append((request.method, path))

    async def rows(self, many: int) -> list[Row]:
        """The events on disk, once there are so many; no more may come."""

        async def found() -> list[Row]:
            rows = [dict(row) for row in await self._app[keys.DATABASE].read(ROWS)]
            assert len(rows) >= many, (rows, self.sent)
            return rows

        rows = await eventually(found)
        assert len(rows) == many, rows
        return rows

    async def leaves(self, many: int) -> list[tuple[int, int]]:
        """Time and depth of the leaves on disk, once there are so many."""

        async def found() -> list[tuple[int, int]]:
            sql = "select engaged, depth from leave order by cursor"
            rows = [tuple(row) for row in await self._app[keys.DATABASE].read(sql)]
            assert len(rows) >= many, (rows, self.sent)
            return rows

        return await eventually(found)
