"""A program on this machine that is told of alerts: it keeps what it gets, and answers as it is
told to."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.test_utils import unused_port

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class AlertTarget:
    """`address` is what an owner types; `got` are the bodies of what came."""

    def __init__(self) -> None:
        self.port = unused_port()
        self.got: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.bodies: list[bytes] = []
        self.came_at: list[float] = []  # seconds, monotonic
        self.asked: list[str] = []
        self.answer: Answer = thanks
        self._runner: web.AppRunner | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    async def start(self) -> None:
        """Come up, at the same port as before."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._take)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()

    async def stop(self) -> None:
        """Go down; for the second time, nothing."""
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def _take(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(f"{request.method} {request.path_qs}")
        body, at = await request.read(), time.monotonic()
        answer = await self.answer(request)
        if answer.status < 300:
            self.bodies.append(body)
            self.came_at.append(at)
            self.got.append(json.loads(body))
            self.headers.append(dict(request.headers))
        return answer


@asynccontextmanager
async def alert_target() -> AsyncIterator[AlertTarget]:
    target = AlertTarget()
    await target.start()
    try:
        yield target
    finally:
        await target.stop()


async def thanks(_: web.Request) -> web.StreamResponse:
    return web.Response(text="ok")


def saying(status: int, text: str = "", **headers: str) -> Answer:
    """An answer of that status."""

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text=text, headers=headers)

    return answer
