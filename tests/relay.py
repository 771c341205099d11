"""A connection in between that can be cut at any moment, in the middle of a frame too."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Wire:
    """One connection through the relay. `left`: bytes that still get through; None = all."""

    def __init__(self, client: asyncio.StreamWriter, server: asyncio.StreamWriter) -> None:
        self.client = client
        self.server = server
        self.left: int | None = None

    def sever(self) -> None:
        """No goodbye, as when a network goes away."""
        self.client.transport.abort()
        self.server.transport.abort()

    async def down(self, reader: asyncio.StreamReader) -> None:
        """From the server to the client, as far as the cut lets it through."""
        while data := await reader.read(2**16):
            if self.left is None:
                self.client.write(data)
                await self.client.drain()
                continue
            self.client.write(data[: self.left])
            self.left -= len(data)
            if self.left <= 0:
                return

    async def up(self, reader: asyncio.StreamReader) -> None:
        """From the client to the server."""
        while data := await reader.read(2**16):
            self.server.write(data)
            await self.server.drain()


class Relay:
    """Forwards what comes to its port on to the port `to`."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._wires: set[Wire] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._weak: int | None = None
        self.port = 0

    def cut(self, after: int) -> None:
        """End every connection once so many more bytes have come down on it."""
        for wire in list(self._wires):
            wire.left = after
            if not after:
                wire.sever()

    def weaken_next(self, after: int) -> None:
        """The next connection breaks by itself after so many bytes: while it catches up."""
        self._weak = after

    def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._forward(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            answers, server = await asyncio.open_connection("127.0.0.1", self._to)
        except BaseException:
            writer.transport.abort()
            raise
        wire = Wire(writer, server)
        wire.left, self._weak = self._weak, None
        self._wires.add(wire)
        ways = [asyncio.create_task(wire.down(answers)), asyncio.create_task(wire.up(reader))]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._wires.discard(wire)
            wire.sever()
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)


@asynccontextmanager
async def relay_to(port: int) -> AsyncIterator[Relay]:
    """A relay that listens on a free port of 127.0.0.1."""
    relay = Relay(port)
    server = await asyncio.start_server(relay.take, "127.0.0.1", 0)
    relay.port = server.sockets[0].getsockname()[1]
    try:
        yield relay
    finally:
        server.close()
        await relay.close()
        await server.wait_closed()
