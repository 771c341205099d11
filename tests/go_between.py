"""What stands between a client and a server, for as long as a test wants it."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import TypeVar


class GoBetween:
    """Carries each connection that comes to its `port`, all at once, until they are ended."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self.carry(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, from beginning to end."""
        raise NotImplementedError

    async def end_all(self) -> None:
        """End all connections that there are."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


B = TypeVar("B", bound=GoBetween)


@asynccontextmanager
async def listening(between: B) -> AsyncIterator[B]:
    """On a free port of 127.0.0.1, while the context is open."""
    server = await asyncio.start_server(between.take, "127.0.0.1", 0)
    between.port = server.sockets[0].getsockname()[1]
    try:
        yield between
    finally:
        server.close()
        await between.end_all()
        await server.wait_closed()


async def until_one_ends(*ways: Coroutine[None, None, None]) -> None:
    """Both directions of a connection: where one ends, the other is over."""
    tasks = [asyncio.create_task(way) for way in ways]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
