"""A proxy in between that does not pass WebSockets on: it answers an upgrade with a status of its
own, or takes it and never says a word more."""

import asyncio
from contextlib import AbstractAsyncContextManager

from tests.go_between import GoBetween, listening, until_one_ends

SILENT = 0


class RefusingProxy(GoBetween):
    """Forwards each connection to the port `to`, unless it begins with an upgrade while one is
    refused with the status `refuses`; None lets all through."""

    def __init__(self, to: int, refuses: int | None) -> None:
        super().__init__()
        self.to = to
        self.refuses = refuses
        self.refused = 0

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
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
        try:
            await until_one_ends(_pass_on(reader, server), _pass_on(answers, writer))
        finally:
            server.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(2**16):
        writer.write(data)
        await writer.drain()


def refusing_proxy(to: int, refuses: int | None) -> AbstractAsyncContextManager[RefusingProxy]:
    """It listens on a free port of 127.0.0.1."""
    return listening(RefusingProxy(to, refuses))
