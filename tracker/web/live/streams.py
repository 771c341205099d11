"""What all live streams share: how many there may be, and how a deaf one is ended."""

from __future__ import annotations

import asyncio
import socket as sockets
import struct
from collections import Counter
from collections.abc import AsyncGenerator, Hashable, Iterator
from contextlib import aclosing, contextmanager

from aiohttp import web

from tracker.web.words.i18n import _

AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: reset, and drop what was not sent


class Streams:
    """Open sockets and event streams by whom they are for: the user whose sites they show, a shared
    link, a stranger's address."""

    def __init__(self, most: int, most_per_user: int) -> None:
        self._most = most
        self._most_per_user = most_per_user
        self._open = 0
        self._by_user: Counter[Hashable] = Counter()

    def full(self, user_id: Hashable) -> bool:
        """Whether one more of the user's would be refused."""
        return self._open >= self._most or self._by_user[user_id] >= self._most_per_user

    @contextmanager
    def one_more(self, user_id: Hashable) -> Iterator[None]:
        """Count a stream while the context is open; 503 when there are too many already."""
        if self.full(user_id):
            raise web.HTTPServiceUnavailable(
                text=_("Too many live views are open. Close one, then try again."),
                headers={"Retry-After": "10"},
            )
        self._open += 1
        self._by_user[user_id] += 1
        try:
            yield
        finally:
            self._open -= 1
            self._by_user[user_id] -= 1
            self._by_user += Counter()  # drops those who have none left


async def begun(pieces: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    """The same, of which the first is there: what is wrong until then is raised here, where it can
    still be answered."""
    first = await anext(pieces)

    async def with_first() -> AsyncGenerator[bytes]:
        async with aclosing(pieces):
            yield first
            async for each in pieces:
                yield each

    return with_first()


async def send_pieces(
    request: web.Request,
    response: web.StreamResponse,
    pieces: AsyncGenerator[bytes],
    within: float,
) -> None:
    """Send until they end, or nobody reads one within so many seconds."""
    await response.prepare(request)
    try:
        async with aclosing(pieces):
            async for piece in pieces:
                async with asyncio.timeout(within):
                    await response.write(piece)
    except (ConnectionError, TimeoutError):
        cut_off(request)


def cut_off(request: web.Request) -> None:
    """End a connection without a word, and give back what the system holds for it."""
    transport = request.transport
    if transport is None:
        return
    if (connected := transport.get_extra_info("socket")) is not None:
        connected.setsockopt(sockets.SOL_SOCKET, sockets.SO_LINGER, AT_ONCE)
    transport.abort()
