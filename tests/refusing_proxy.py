"""A proxy in between that does not pass WebSockets on: it answers an upgrade with a status of its
own, or takes it and never says a word more."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

SILENT = 0


class RefusingProxy:
    """Forwards each connection to the port `to`, unless it begins with an upgrade while one is
    refused with the status `refuses`; None lets all through."""

    def __init__(self, to: int, refuses: int | None) -> None:
        self.to = to
        self._tasks: set[asyncio.Task[None]] = set()
        self.refuses = refuses
        self.refused = 0
        self.port = 0

    def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def cut(self) -> None:
        """End all connections that there are."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            if self.refuses is None or b"upgrade: websocket" not in head.lower():
                await self._forward(head, reader, writer)
                return
            self.refused += 1
            if self.refuses == SILENT:
                await reader.read()
            else:
                answer = f"HTTP/1.1 {self.refuses} No\r\nContent-Length: 0\r\n\r\n"
                writer.write(answer.encode())
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _forward(
        self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        answers, server = await asyncio.open_connection("127.0.0.1", self.to)
        server.write(head)
        ways = [
            asyncio.create_task(_pass_on(reader, server)),
            asyncio.create_task(_pass_on(answers, writer)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            server.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(2**16):
        writer.write(data)
        await writer.drain()


@asynccontextmanager
async def refusing_proxy(to: int, refuses: int | None) -> AsyncIterator[RefusingProxy]:
    """It listens on a free port of 127.0.0.1."""
    proxy = RefusingProxy(to, refuses)
    server = await asyncio.start_server(proxy.take, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        await proxy.cut()
        await server.wait_closed()
