"""The common beacon, answered at the protocol: a whole `POST /visit/{key}` in one chunk.

Everything else, and everything unusual, takes the ordinary route, which gives the same answers.
"""

from __future__ import annotations

import asyncio
import logging
import re
import socket
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import Any

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from tracker.domain.client_address import UNIX, Proxies
from tracker.domain.hits import read_hit
from tracker.domain.refusals import Refusal
from tracker.services.intake import Intake, Sender
from tracker.services.recorder import Outcome
from tracker.services.site_directory import KEY_LENGTH
from tracker.web.beacon import BAD_REQUEST, CORS, MOST_BODY, refused, warn_of
from tracker.web.beacon_head import Heads
from tracker.web.errors import unreadable

log = logging.getLogger(__name__)

FAILED = b"HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
MOST_HEAD = 8_190  # bytes: longer ones are for the parser to judge
VERSION = b" HTTP/1.1\r\n"
# A GET with one of these does not leave the parser between two requests.
ENTANGLED = re.compile(rb"\n(?:content-length|transfer-encoding|upgrade|expect):", re.IGNORECASE)
LEAVE_WITHIN = 1.0  # seconds
AT_WORK = 0.3
STORED = (
    b"HTTP/1.1 204 No Content\r\n"
    + b"".join(f"{name}: {value}\r\n".encode() for name, value in CORS.items())
    + b"\r\n"
)


class BeaconServer(web.Server):
    """Makes a BeaconConnection for each connection."""

    def __init__(
        self,
        handler: Any,
        *,
        intake: Intake,
        proxies: Proxies,
        base: str,
        report: Callable[[Exception], object],
        **options: Any,
    ) -> None:
        super().__init__(handler, **options)
        self.intake = intake
        self.report = report  # a fault that no page tells of
        self.heads = Heads(proxies)
        self.beginning = f"POST {base}/visit/".encode()
        self.key_begins = len(self.beginning)
        self.key_ends = self.key_begins + KEY_LENGTH
        self.head_begins = self.key_ends + len(VERSION)
        self.leaving = False  # every answer closes its connection

    async def let_go(self) -> None:
        """Let those who have connected say what they want and go elsewhere with the next request.
        A connection that is closed as a request is on its way would lose it: a proxy does not
        send a POST twice."""
        self.leaving = True
        began = self._loop.time()
        while (gone := self._loop.time() - began) < LEAVE_WITHIN:
            # At first all may be at work, and rest when their answer is out.
            if gone > AT_WORK and not self._anybody_rests():
                break
            await asyncio.sleep(0.02)

    def _anybody_rests(self) -> bool:
        here = self.connections
        return any(isinstance(each, BeaconConnection) and each.rests() for each in here)

    def __call__(self) -> RequestHandler:
        assert self._loop is not None
        return BeaconConnection(self, loop=self._loop, **self._kwargs)


class BeaconConnection(RequestHandler):
    """One connection. While an answer is owed, what arrives is held: answers keep their order."""

    __slots__ = (
        "_answered",
        "_closing",
        "_held",
        "_ordinary",
        "_server",
        "_site_id",
        "_waiting",
        "peer",
    )

    def __init__(self, server: BeaconServer, **options: Any) -> None:
        super().__init__(server, **options)
        self._server = server
        self._ordinary = False  # a part of a request may be in the parser: nothing else may pass it
        self._waiting = False
        self._closing = False
        self._held = b""
        self.peer = ""
        self._site_id = 0  # whose hit waits for its answer
        self._answered: asyncio.Future[None] | None = None

    def handle_error(self, request: web.BaseRequest, status: int = 500, *why: Any) -> web.Response:
        """What is no HTTP meets no middleware; the library's answer would repeat its bytes."""
        super().handle_error(request, status, *why)
        if status == 500 and why and isinstance(why[0], Exception):
            self._server.report(why[0])
        return unreadable(status)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        peer = transport.get_extra_info("peername")
        self.peer = str(peer[0]) if isinstance(peer, tuple) else _peer_without_address(transport)

    def data_received(self, data: bytes) -> None:
        if self._waiting:
            self._held += data
            if len(self._held) > MOST_BODY:
                self._pause_reading_for_buffer()
            return
        if not self._ordinary:
            if data.startswith(self._server.beginning) and self._idle() and self._take(data):
                return
            self._ordinary = not _whole_get(data)
        super().data_received(data)

    def close(self) -> None:
        if self._waiting:
            self._closing = True
        else:
            super().close()

    async def shutdown(self, timeout: float | None = 15.0) -> None:  # noqa: ASYNC109
        if self._waiting:
            self._answered = self._loop.create_future()
            with suppress(TimeoutError):
                async with asyncio.timeout(timeout):
                    await self._answered
        await super().shutdown(timeout)

    @property
    def leaving(self) -> bool:
        """Whether its server goes."""
        return self._server.leaving

    def rests(self) -> bool:
        """Whether it is no live view or the like: a request may come at any moment, or never."""
        return self._current_request is None

    def _idle(self) -> bool:
        if self._force_close or self._close or self._server.leaving:
            return False
        waiter = self._waiter
        return self._request_count == 0 or (waiter is not None and not waiter.done())

    def _take(self, data: bytes) -> bool:
        """Read the request and hand its hit on; False when it is not the common one."""
        server = self._server
        head_begins = server.head_begins
        end = data.find(b"\r\n\r\n", 0, MOST_HEAD)
        key = data[server.key_begins : server.key_ends]
        if end < 0 or data[server.key_ends : head_begins] != VERSION or not key.isalnum():
            return False
        body = data[end + 4 :]
        length = b"%d" % len(body)
        sender = server.heads.read(self.peer, data, head_begins, end + 2, length)
        if sender is None or len(body) > MOST_BODY:
            return False
        self._next_keepalive_close_time = self._loop.time() + self._keepalive_timeout
        try:
            self._hand_on(key.decode(), sender, body)
        except Exception as error:
            log.exception("A beacon failed; it was not stored")
            self._server.report(error)
            self._write(FAILED)
            self.force_close()
        return True

    def _hand_on(self, key: str, sender: Sender, body: bytes) -> None:
        intake = self._server.intake
        site = intake.admit(key, sender.address)
        if isinstance(site, Refusal):
            self._write(_raw(site))
            return
        self._waiting, self._site_id = True, site.id
        intake.fast += 1
        refusal = intake.receive(site, read_hit(body), sender, self._answer)
        if refusal:
            self._waiting = False
            if refusal.status == BAD_REQUEST:
                warn_of(refusal, method="POST", path=f"/visit/{key}")
            self._write(_raw(refusal))

    def _answer(self, outcome: Outcome) -> None:
        """The recorder's word: on disk, or not. Then whatever came meanwhile."""
        self._waiting = False
        refusal = self._server.intake.outcome(self._site_id, outcome)
        self._write(_raw(refusal) if refusal else STORED)
        if self._answered is not None and not self._answered.done():
            self._answered.set_result(None)
        if self._closing:
            self.close()
        elif self._held:
            held, self._held = self._held, b""
            if self._buffer_paused:
                self._resume_reading_for_buffer()
            self.data_received(held)

    def _write(self, answer: bytes) -> None:
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(answer)


def _peer_without_address(transport: asyncio.BaseTransport) -> str:
    connection = transport.get_extra_info("socket")
    return UNIX if connection is not None and connection.family == socket.AF_UNIX else ""


def _whole_get(data: bytes) -> bool:
    """A request without a body, all of it: after it the parser stands between two requests."""
    return (
        data.startswith(b"GET ")
        and data.find(b"\r\n\r\n") == len(data) - 4
        and ENTANGLED.search(data) is None
    )


def _raw(refusal: Refusal) -> bytes:
    """The ordinary route's answer as bytes."""
    # A 204 has no body, so every bot's page shares one answer.
    return _bytes(Refusal(refusal.reason) if refusal.status == 204 else refusal)


@lru_cache(1024)
def _bytes(refusal: Refusal) -> bytes:
    response = refused(refusal)
    body = response.body if isinstance(response.body, bytes) else b""
    lines = [f"HTTP/1.1 {response.status} {response.reason}"]
    lines += [f"{name}: {value}" for name, value in response.headers.items()]
    if response.status != 204:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join((*lines, "", "")).encode() + body
