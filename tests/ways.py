"""The two ways a hit can take through the server, chosen by how its bytes arrive."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

from tests.beacon_load import Answer, read_answer

Chunks = Callable[[bytes], Sequence[bytes]]
# Of the loop: the server, in this process too, has taken the connection and read the chunk by then.
ROUNDS = 10


def whole(request: bytes) -> Sequence[bytes]:
    """As browsers send it: the short way."""
    return [request]


def split(request: bytes) -> Sequence[bytes]:
    """In two pieces, the first ending within the head."""
    return [request[:40], request[40:]]


def body_later(request: bytes) -> Sequence[bytes]:
    """Head first, then the body."""
    head, end, body = request.partition(b"\r\n\r\n")
    return [head + end, body] if body else [request]


def with_query(request: bytes) -> Sequence[bytes]:
    """With a `?` that changes nothing, but that only the router understands."""
    return [request.replace(b" HTTP/1.1\r\n", b"? HTTP/1.1\r\n", 1)]


class Way(NamedTuple):
    """`is_short`: past the routes, for requests that the short way knows."""

    chunks: Chunks
    is_short: bool


WAYS = {
    "short": Way(whole, True),
    "split": Way(split, False),
    "body later": Way(body_later, False),
    "query": Way(with_query, False),
}


async def send(port: int, way: Way, *requests: bytes) -> list[Answer]:
    """One connection, each request after the answer to the one before."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        return [await _ask(reader, writer, way.chunks(request)) for request in requests]
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, chunks: Sequence[bytes]
) -> Answer:
    for chunk in chunks:
        writer.write(chunk)
        for _ in range(ROUNDS):
            await asyncio.sleep(0)
    return await read_answer(reader)
