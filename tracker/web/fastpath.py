"""The common beacon, answered at the protocol: a whole `POST /visit/{key}` in one chunk.

Everything else, and everything unusual, takes the ordinary route, which gives the same answers.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from functools import lru_cache, partial
from typing import Any

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from tracker.domain.client_address import Proxies, client_address
from tracker.domain.hits import read_hit
from tracker.domain.refusals import Refusal
from tracker.services.intake import Intake, Sender
from tracker.services.recorder import Outcome
from tracker.web.beacon import CORS, MOST_BODY, refused
from tracker.web.errors import unreadable

BEGINNING = b"POST /visit/"
MOST_HEAD = 8_190  # bytes: longer ones are for the parser to judge
REQUEST = re.compile(rb"POST /visit/([a-z0-9]{12}) HTTP/1\.1\r\n")
LINES = re.compile(rb"(?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*\r\n)*")
# The headers that a hit needs, and those that can make a request unusual.
HEADERS = re.compile(
    rb"\n(content-length|user-agent|x-forwarded-for|forwarded|sec-ch-ua|sec-ch-ua-mobile"
    rb"|sec-ch-ua-platform|dnt|sec-gpc|host|connection"
    rb"|transfer-encoding|expect|upgrade|content-encoding):[ \t]*([^\r]*)",
    re.IGNORECASE,
)
UNUSUAL = frozenset((b"transfer-encoding", b"expect", b"upgrade", b"content-encoding"))
# A GET with one of these does not leave the parser between two requests.
ENTANGLED = re.compile(rb"\n(?:content-length|transfer-encoding|upgrade|expect):", re.IGNORECASE)
STORED = (
    b"HTTP/1.1 204 No Content\r\n"
    + b"".join(f"{name}: {value}\r\n".encode() for name, value in CORS.items())
    + b"\r\n"
)
MOST_FORWARDED = 10_000  # remembered values of the proxies' headers


class BeaconServer(web.Server):
    """Makes a BeaconConnection for each connection."""

    def __init__(self, handler: Any, *, intake: Intake, proxies: Proxies, **options: Any) -> None:
        super().__init__(handler, **options)
        self.intake = intake
        self._proxies = proxies
        self._addresses: dict[tuple[str, bytes, bytes], str] = {}

    def __call__(self) -> RequestHandler:
        assert self._loop is not None
        return BeaconConnection(self, loop=self._loop, **self._kwargs)

    def address(self, peer: str, forwarded_for: bytes, forwarded: bytes) -> str:
        """The client's address; what proxies say is parsed once and remembered."""
        key = (peer, forwarded_for, forwarded)
        address = self._addresses.get(key)
        if address is None:
            if len(self._addresses) >= MOST_FORWARDED:
                self._addresses.pop(next(iter(self._addresses)))
            address = self._addresses[key] = client_address(
                peer,
                (forwarded_for.decode("latin-1"),) if forwarded_for else (),
                (forwarded.decode("latin-1"),) if forwarded else (),
                self._proxies,
            )
        return address


class BeaconConnection(RequestHandler):
    """One connection. While an answer is owed, what arrives is held: answers keep their order."""

    __slots__ = ("_answered", "_closing", "_held", "_ordinary", "_peer", "_server", "_waiting")

    def __init__(self, server: BeaconServer, **options: Any) -> None:
        super().__init__(server, **options)
        self._server = server
        self._ordinary = False  # a part of a request may be in the parser: nothing else may pass it
        self._waiting = False
        self._closing = False
        self._held = b""
        self._peer = ""
        self._answered: asyncio.Future[None] | None = None

    def handle_error(self, request: web.BaseRequest, status: int = 500, *why: Any) -> web.Response:
        """What is no HTTP meets no middleware; the library's answer would repeat its bytes."""
        super().handle_error(request, status, *why)
        return unreadable(status)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        peer = transport.get_extra_info("peername")
        self._peer = str(peer[0]) if isinstance(peer, tuple) else ""

    def data_received(self, data: bytes) -> None:
        if self._waiting:
            self._held += data
            if len(self._held) > MOST_BODY:
                self._pause_reading_for_buffer()
            return
        if not self._ordinary:
            if data.startswith(BEGINNING) and self._idle() and self._take(data):
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

    def _idle(self) -> bool:
        if self._force_close or self._close:
            return False
        waiter = self._waiter
        return self._request_count == 0 or (waiter is not None and not waiter.done())

    def _take(self, data: bytes) -> bool:
        """Read the request and hand its hit on; False when it is not the common one."""
        end = data.find(b"\r\n\r\n", 0, MOST_HEAD)
        request = REQUEST.match(data)
        if end < 0 or request is None:
            return False
        body = data[end + 4 :]
        head = _read_head(data, request.end(), end + 2)
        if head is None or len(body) > MOST_BODY or head[b"content-length"] != b"%d" % len(body):
            return False
        self._next_keepalive_close_time = self._loop.time() + self._keepalive_timeout
        self._server.requests_count += 1
        self._hand_on(request[1].decode(), head, body)
        return True

    def _hand_on(self, key: str, head: dict[bytes, bytes], body: bytes) -> None:
        get, intake = head.get, self._server.intake
        address = self._server.address(
            self._peer, get(b"x-forwarded-for", b""), get(b"forwarded", b"")
        )
        site = intake.admit(key, address)
        if isinstance(site, Refusal):
            self._write(_raw(site))
            return
        sender = Sender(
            address,
            get(b"user-agent", b"").decode("utf-8", "surrogateescape"),
            _hints(
                get(b"sec-ch-ua", b""),
                get(b"sec-ch-ua-platform", b""),
                get(b"sec-ch-ua-mobile", b""),
            ),
            get(b"dnt") == b"1" or get(b"sec-gpc") == b"1",
        )
        self._waiting = True
        intake.fast += 1
        refusal = intake.receive(site, read_hit(body), sender, partial(self._answer, site.id))
        if refusal:
            self._waiting = False
            self._write(_raw(refusal))

    def _answer(self, site_id: int, outcome: Outcome) -> None:
        """The recorder's word: on disk, or not. Then whatever came meanwhile."""
        self._waiting = False
        refusal = self._server.intake.outcome(site_id, outcome)
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


def _read_head(data: bytes, start: int, end: int) -> dict[bytes, bytes] | None:
    """The headers we know, lower case; None for anything that the parser should judge."""
    if LINES.fullmatch(data, start, end) is None:
        return None
    found = HEADERS.findall(data, start - 1, end)
    head = {name.lower(): value.rstrip() for name, value in found}
    if len(head) != len(found) or b"host" not in head or b"content-length" not in head:
        return None
    if not UNUSUAL.isdisjoint(head):
        return None
    return head if head.get(b"connection", b"keep-alive").lower() == b"keep-alive" else None


def _whole_get(data: bytes) -> bool:
    """A request without a body, all of it: after it the parser stands between two requests."""
    return (
        data.startswith(b"GET ")
        and data.find(b"\r\n\r\n") == len(data) - 4
        and ENTANGLED.search(data) is None
    )


@lru_cache(4096)
def _hints(*values: bytes) -> str:
    return "\n".join(value.decode("latin-1") for value in values)


@lru_cache(1024)
def _raw(refusal: Refusal) -> bytes:
    """The ordinary route's answer as bytes."""
    response = refused(refusal)
    body = response.body if isinstance(response.body, bytes) else b""
    lines = [f"HTTP/1.1 {response.status} {response.reason}"]
    lines += [f"{name}: {value}" for name, value in response.headers.items()]
    if response.status != 204:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join((*lines, "", "")).encode() + body
