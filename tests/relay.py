"""A connection in between that can be cut at any moment, in the middle of a frame too."""

import asyncio
from contextlib import AbstractAsyncContextManager

from tests.go_between import GoBetween, listening, until_one_ends


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


class Relay(GoBetween):
    """Forwards what comes to its port on to the port `to`."""

    def __init__(self, to: int) -> None:
        super().__init__()
        self._to = to
        self._wires: set[Wire] = set()
        self._weak: int | None = None

    def cut(self, after: int) -> None:
        """End every connection once so many more bytes have come down on it."""
        for wire in list(self._wires):
            wire.left = after
            if not after:
                wire.sever()

    def weaken_next(self, after: int) -> None:
        """The next connection breaks by itself after so many bytes: while it catches up."""
        self._weak = after

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            answers, server = await asyncio.open_connection("127.0.0.1", self._to)
        except BaseException:
            writer.transport.abort()
            raise
        wire = Wire(writer, server)
        wire.left, self._weak = self._weak, None
        self._wires.add(wire)
        try:
            await until_one_ends(wire.down(answers), wire.up(reader))
        finally:
            self._wires.discard(wire)
            wire.sever()


def relay_to(port: int) -> AbstractAsyncContextManager[Relay]:
    """A relay that listens on a free port of 127.0.0.1."""
    return listening(Relay(port))
