"""As little of a WebSocket client (RFC 6455) as a server's frames need: what a frame costs here is
added to the latency of all that come after it."""

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

TEXT, PING, PONG = 0x81, 0x89, 0x8A
UNMASKED = bytes(4)  # a mask that changes nothing


class Watcher(asyncio.Protocol):
    """Hands each text frame to `take`. `is_open` while both sides have greeted each other."""

    def __init__(self, request: bytes, take: Callable[[bytes], None]) -> None:
        self.request = request
        self.take = take
        self.is_open = False
        self.got = b""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        transport.write(self.request)

    def connection_lost(self, _: Exception | None) -> None:
        self.is_open = False

    def data_received(self, data: bytes) -> None:
        self.got += data
        if not self.is_open:
            self.greet()
        while self.is_open and (frame := first_frame(self.got)):
            kind, begins, ends = frame
            data, self.got = self.got[begins:ends], self.got[ends:]
            if kind == TEXT:
                self.take(data)
            elif kind == PING:
                self.transport.write(bytes((PONG, 0x80 | len(data))) + UNMASKED + data)

    def greet(self) -> None:
        head, end, rest = self.got.partition(b"\r\n\r\n")
        if end:
            assert head.startswith(b"HTTP/1.1 101 "), head
            self.is_open, self.got = True, rest


def first_frame(got: bytes) -> tuple[int, int, int] | None:
    """Kind, begin and end of the first frame's data; None while it is not all here."""
    if len(got) < 2:
        return None
    wide = {126: 2, 127: 8}.get(got[1], 0)
    begins = 2 + wide
    ends = begins + (int.from_bytes(got[2:begins]) if wide else got[1])
    return (got[0], begins, ends) if len(got) >= ends >= begins else None


async def connect(origin: str, cookie: str, url: str, take: Callable[[bytes], None]) -> Watcher:
    where = urlsplit(url)
    request = handshake(origin, cookie, url)
    loop = asyncio.get_running_loop()
    _, watcher = await loop.create_connection(
        lambda: Watcher(request, take), where.hostname, where.port
    )
    return watcher


def handshake(origin: str, cookie: str, url: str) -> bytes:
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return (
        f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nOrigin: {origin}\r\nCookie: {cookie}\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    ).encode()
