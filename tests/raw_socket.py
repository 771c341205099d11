"""Connections below any client library: they may stop reading, or send what no library would."""

import asyncio
import os
import select
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.eventually import PATIENCE
from tests.seeded_data import Seeded

TEXT, BINARY, CONTINUATION, CLOSE, PING = 1, 2, 0, 8, 9
FINAL = 0x80
SMALL = 4_096  # bytes that the system may receive ahead of us


async def exchange(port: int, request: bytes, within: float = PATIENCE) -> bytes:
    """Send these bytes and no more; all that comes back until the other side closes, or until
    nothing more comes for a moment."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answer, wait = b"", within
    try:
        writer.write(request)
        while piece := await asyncio.wait_for(reader.read(65_536), wait):
            answer, wait = answer + piece, 0.3
    except (TimeoutError, ConnectionError):
        pass
    finally:
        writer.close()
    return answer


def upgrade(port: int, seeded: Seeded, path: str = "/sites/1/live/socket") -> bytes:
    """The request that opens the owner's live view as a WebSocket."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        f"Origin: http://127.0.0.1:{port}\r\nCookie: {seeded.cookie}\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    ).encode()


def home(port: int, seeded: Seeded) -> bytes:
    """The request for the socket behind the first page's figures."""
    return upgrade(port, seeded, "/live/home")


def event_stream(port: int, seeded: Seeded) -> bytes:
    """The request that opens the same view as Server-Sent Events."""
    return (
        f"GET /api/sites/{seeded.site.id}/live HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        f"Authorization: Bearer {seeded.token}\r\n\r\n"
    ).encode()


def frame(kind: int, payload: bytes, final: bool = True) -> bytes:
    """A WebSocket frame as a browser masks it."""
    mask, size = os.urandom(4), len(payload)
    length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
    masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))
    return bytes([kind | (FINAL if final else 0)]) + length + mask + masked


async def read_frame(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Kind and payload of a frame of the server's; IncompleteReadError at the end."""
    kind, size = await reader.readexactly(2)
    if size >= 126:
        size = int.from_bytes(await reader.readexactly(2 if size == 126 else 8), "big")
    return kind & 0x0F, await reader.readexactly(size)


async def close_code(reader: asyncio.StreamReader) -> int:
    """Read on to the close frame; its code."""
    while True:
        kind, payload = await read_frame(reader)
        if kind == CLOSE:
            return int.from_bytes(payload[:2], "big")


@asynccontextmanager
async def deaf(port: int, request: bytes) -> AsyncIterator[socket.socket]:
    """A connection that has sent the request and reads no byte of what it is answered."""
    with socket.socket() as connection:
        connection.setblocking(False)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(connection, ("127.0.0.1", port))
        await loop.sock_sendall(connection, request)
        yield connection


def was_cut_off(connection: socket.socket) -> bool:
    """Whether the other side has reset the connection; what it had sent need not be read."""
    poll = select.poll()
    poll.register(connection, 0)  # errors and hang-ups are told in any case
    return bool(poll.poll(0))
