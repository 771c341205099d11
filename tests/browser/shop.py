"""Somebody's own web site on another origin, with whatever they paste into its pages."""

from aiohttp import web
from playwright.async_api import BrowserContext, Page

from tests.browser.beacon.embedded import named
from tests.browser.conftest import Serve


class Shop:
    """Every path is a page with `pasted` in its head and `body` in its body."""

    def __init__(self) -> None:
        self.pasted = ""
        self.body = ""
        self.address = ""

    async def open(self, serve: Serve) -> None:
        app = web.Application()
        app.router.add_get("/{path:.*}", self.page)
        self.address = await serve(app)

    async def page(self, request: web.Request) -> web.Response:
        title = request.path.strip("/").title() or "Home"
        head = f"<meta charset=utf-8><title>{title}</title>{self.pasted}"
        text = f"<!doctype html><html><head>{head}</head><body>{self.body}</body></html>"
        return web.Response(text=text, content_type="text/html")

    def at(self, host: str) -> str:
        """The same pages by another name."""
        return named(self.address, host)

    async def visit(self, context: BrowserContext, path: str = "/", host: str = "") -> Page:
        """Somebody opens a page."""
        page = await context.new_page()
        await page.goto((self.at(host) if host else self.address) + path)
        return page
