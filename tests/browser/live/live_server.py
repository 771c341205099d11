"""A small server that speaks the documented live messages: tests decide what the page hears."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
from aiohttp import WSMsgType, web

from tests.eventually import PATIENCE
from tracker.app import create_app
from tracker.config import Config
from tracker.web.live.first_frame import FirstFrame, frame_of
from tracker.web.live.past_page import LookBack
from tracker.web.live.today import Today
from tracker.web.pages.flags import flag_source
from tracker.web.pages.pages import add_static_files, path_of, refusal_words
from tracker.web.pages.static_files import StaticFiles
from tracker.web.words import i18n
from tracker.web.words.channels import channel_names

ROOT = Path(__file__).parents[3]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; require-trusted-types-for 'script'"
)
BERLIN = {"country": "DE", "region": "", "city": "Berlin", "postal": "10115"}

Message = dict[str, Any]


class Site:
    id, key, name, time_zone = 1, "abcdefghijkl", "example.com", "Europe/Berlin"


class LiveServer:
    """What a test may do: fill the log, send messages, cut the sockets, look at what was asked."""

    def __init__(self) -> None:
        self.site = Site()
        self.log: list[Message] = []
        self.log_id = "a1b2"
        self.hello: Message = {}
        self.present: list[str] | None = None  # who is here, of the visits that a filter selects
        self.goals: list[Message] = []
        self.queries: list[dict[str, str]] = []
        self.older: list[dict[str, str]] = []
        self.allowed: list[str] = []
        self.sockets: list[web.WebSocketResponse] = []
        self.is_open = True
        self.is_drawn = False  # the page comes with its first frame
        self.today: Today | None = None
        self.is_theirs = True  # the page's reader is still logged in
        self.cursor = 1000
        self.started = int(time.time() * 1000)
        self.address = ""

    def event(self, visit: str = "v1", path: str = "/", **fields: Any) -> Message:
        """An event as the server would send it, kept in the log."""
        self.cursor += 1
        message = {
            "type": "event", "cursor": self.cursor, "id": f"e{self.cursor}", "at": self.now(),
            "visit": visit, "visitor": f"p-{visit}", "new": True, "name": "pageview",
            "host": "example.com", "path": path, "title": path.strip("/").title() or "Home",
            "referrer": "", "source": "Direct", "channel": "direct", "place": BERLIN,
            "browser": "Firefox", "system": "Windows", "device": "desktop",
            "language": "de-DE", "width": 1440,
        } | fields  # fmt: skip
        self.log.append(message)
        return message

    def leave(self, visit: str = "v1", path: str = "/", **fields: Any) -> Message:
        """A leave with its cursor, kept in the log."""
        self.cursor += 1
        message = {
            "type": "leave", "cursor": self.cursor, "at": self.now(), "visit": visit,
            "path": path, "state": "left", "engaged": 130_000, "depth": 80,
        } | fields  # fmt: skip
        self.log.append(message)
        return message

    def presence(
        self, now: int, *here: tuple[str, int], minutes: list[int] | None = None
    ) -> Message:
        """Who is here, and the last thirty minutes."""
        return {
            "type": "presence", "now": now, "here": [list(each) for each in here],
            "minutes": minutes or [0] * 29 + [now], "minute_at": self.now() // 60_000 * 60_000,
        }  # fmt: skip

    def now(self) -> int:
        """The server's clock, in milliseconds."""
        return int(time.time() * 1000)

    async def send(self, *messages: Message) -> None:
        """One frame to every open page."""
        for socket in self.sockets:
            await socket.send_str(json.dumps(messages))

    async def cut(self) -> None:
        """Every connection breaks, and none is taken until `is_open` is set again."""
        self.is_open = False
        for socket in list(self.sockets):
            await socket.close()

    async def page(self, request: web.Request) -> web.Response:
        if not self.is_theirs:
            raise web.HTTPSeeOther("/login")
        templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(ROOT / "templates"),
            autoescape=True, undefined=jinja2.StrictUndefined,
        )  # fmt: skip
        i18n.teach(templates)
        templates.globals["channel_names"] = channel_names
        templates.globals["refusal_words"] = refusal_words
        templates.globals["static_url"] = lambda path: f"/static/{path}"
        app = create_app(Config())
        templates.globals["path_of"] = partial(path_of, app)
        templates.globals["flag_source"] = partial(flag_source, app)
        text = templates.get_template("live/page.html").render(
            site=self.site,
            sites=[self.site],
            user=None,
            role="owner",
            read_only=False,
            here=request.path,
            attribution=(),
            screen="screen" in request.query,
            first=self.first_frame(request.query) if self.is_drawn else None,
            past=None,
            look_back=LookBack("2026-11-29T21:04", "2026-11-30T21:04", []),
        )
        return web.Response(
            text=text, content_type="text/html", headers={"Content-Security-Policy": POLICY}
        )

    def first_frame(self, query: Any) -> FirstFrame:
        messages = [*map(dict, self.beginning(query, None))]
        drawn = frame_of(messages, self.site.time_zone, query, self.now())
        return drawn._replace(today=self.today)

    async def login(self, _: web.Request) -> web.Response:
        # With an icon: browsers would ask for one, and the test hear of its absence.
        page = '<link rel="icon" href="data:,">Log in'
        return web.Response(text=page, content_type="text/html")

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        self.queries.append(dict(request.query))
        if not self.is_open:
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        self.sockets.append(socket)  # before the page can say that it is connected
        try:
            await self.replay(socket, request.query)
            async for frame in socket:
                assert frame.type is not WSMsgType.TEXT, "the page has nothing to say"
        finally:
            self.sockets.remove(socket)
        return socket

    async def replay(self, socket: web.WebSocketResponse, query: Any) -> None:
        log, _, cursor = query.get("cursor", "").partition("-")
        after = int(cursor) if log == self.log_id and int(cursor) <= self.cursor else None
        hello, *rest = self.beginning(query, after)
        await socket.send_str(json.dumps([hello]))
        await socket.send_str(json.dumps(rest))

    def beginning(self, query: Any, after: int | None) -> list[Message]:
        """From `hello` to `ready`."""
        site = {"id": "1", "name": self.site.name, "time_zone": self.site.time_zone}
        hello = {"type": "hello", "log": self.log_id, "cursor": self.cursor, "site": site}
        hello |= {"refused": [], "beyond": 0} | self.hello
        kept = [m for m in self.selected(query) if after is None or m["cursor"] > after]
        kept = [m | {"replay": True} for m in kept][-200:]
        ready: Message = {"type": "ready", "cursor": self.cursor, "replayed": len(kept)}
        if self.goals:
            ready["goals"] = self.goals
        if self.present is not None:
            ready |= {"present": self.present, "present_beyond": 0}
        return [self.presence(0) | hello, *kept, ready]

    async def events(self, request: web.Request) -> web.Response:
        self.older.append(dict(request.query))
        log_id, _, number = request.query["before"].rpartition("-")
        before = int(number) if log_id == self.log_id else self.cursor + 1  # as of a log of before
        older = [m for m in self.log if m["cursor"] < before and m["type"] == "event"]
        selected = [m for m in self.selected(request.query) if m in older]
        page = selected[-int(request.query["limit"]) :]
        more = bool(page) and page[0] is not older[0]
        return web.json_response({"messages": page, "before": page[0]["cursor"] if more else 0})

    def selected(self, query: Any) -> list[Message]:
        """The log's messages of visits that the filter selects."""
        visits = {m["visit"] for m in self.log if m["type"] == "event" and matches(m, query)}
        return [m for m in self.log if m["visit"] in visits or m["type"] == "removal"]

    async def allow(self, request: web.Request) -> web.Response:
        self.allowed.append(str((await request.post())["host"]))
        return web.Response()


def matches(message: Message, query: Any) -> bool:
    """The server's filter, as far as these tests need it: one event meets all of it."""
    country, page = query.get("country", ""), query.get("page", "")
    return (
        page in ("", message["path"])
        and message["path"].startswith(query.get("page_begins", ""))
        and country in ("", message["place"].get("country"))
        and query.get("event", "") in ("", message["name"])
    )


@asynccontextmanager
async def live_server() -> AsyncIterator[LiveServer]:
    """Serves the real page, the real static files and a made-up site."""
    live = LiveServer()
    app = web.Application(middlewares=[i18n.know_reader])
    app.router.add_get("/sites/1/live", live.page)
    app.router.add_get("/login", live.login)
    app.router.add_get("/sites/1/live/socket", live.socket)
    app.router.add_get("/sites/1/events", live.events)
    app.router.add_post("/sites/1/hosts", live.allow)
    add_static_files(app, StaticFiles(ROOT / "static"))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    live.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield live
    finally:
        for socket in list(live.sockets):
            await socket.close()
        await asyncio.wait_for(runner.cleanup(), PATIENCE)
