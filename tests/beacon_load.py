"""Many connections that post hits as fast as they are answered, and a book of every answer."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import NamedTuple

from tests.eventually import PATIENCE

BROWSER = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Safari/537.36"
)


def post(key: str, hit: dict[str, object], ordinary: bool = False, headers: str = "") -> bytes:
    """The bytes of a hit as a browser sends it; `ordinary` keeps it off the short way."""
    body = json.dumps(hit).encode()
    return (
        f"POST /visit/{key}{'?' if ordinary else ''} HTTP/1.1\r\nHost: localhost\r\n"
        f"User-Agent: {BROWSER}\r\nContent-Type: text/plain\r\n{headers}"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body


class Answer(NamedTuple):
    """One answer as it came over the wire."""

    status: int
    head: str
    body: bytes


async def answer_to(port: int, request: bytes) -> Answer:
    """What a connection of its own is answered; IncompleteReadError when it is just closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        return await read_answer(reader)
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def read_answer(reader: asyncio.StreamReader) -> Answer:
    """The next answer; IncompleteReadError when the connection ends before it."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status = int(head.split(" ", 2)[1])
    length = next(
        (
            int(line[15:])
            for line in head.split("\r\n")
            if line.lower().startswith("content-length:")
        ),
        0,
    )
    return Answer(status, head, await reader.readexactly(length))


class Load:
    """`sent`: ids on their way or answered; `answers`: id -> status. Every second connection
    takes the ordinary route."""

    def __init__(
        self,
        port: int,
        key: str,
        name: str,
        connections: int = 48,
        more: dict[str, object] | None = None,
    ) -> None:
        self._more = more or {}
        self._port = port
        self._key = key
        self._name = name
        self._connections = connections
        self._stopping = False
        self.sent: list[str] = []
        self.answers: dict[str, int] = {}

    @property
    def acknowledged(self) -> list[str]:
        return self.answered(204)

    @property
    def unanswered(self) -> list[str]:
        return [hit for hit in self.sent if hit not in self.answers]

    def answered(self, status: int) -> list[str]:
        return [hit for hit, answer in self.answers.items() if answer == status]

    def stop(self) -> None:
        """Send nothing more; what is on its way may still be answered."""
        self._stopping = True

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Post while the context is open, then wait for the answers that are owed."""
        numbers = range(self._connections)
        posting = [asyncio.create_task(self._connection(number)) for number in numbers]
        try:
            yield
        finally:
            self.stop()
            _, late = await asyncio.wait(posting, timeout=PATIENCE)
            for task in late:
                task.cancel()
            await asyncio.gather(*posting, return_exceptions=True)

    async def _connection(self, number: int) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
            try:
                await self._post_all(number, reader, writer)
            finally:
                writer.close()
                with suppress(OSError):
                    await writer.wait_closed()

    async def _post_all(
        self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        count = 0
        while not self._stopping:
            count += 1
            hit = f"{self._name}-{number}-{count}"
            url = f"https://example.com/{count % 100}"
            page = {"id": hit, "url": url} | self._more
            self.sent.append(hit)
            writer.write(post(self._key, page, ordinary=number % 2 == 1))
            self.answers[hit] = (await read_answer(reader)).status
