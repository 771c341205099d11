"""A site's live stream as a program reads it: Server-Sent Events, resumed where they broke."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from typing import Any, NamedTuple

import click
from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout

Message = dict[str, Any]

SILENCE = 40.0  # seconds; the server says something every 15
LONGEST_PAUSE = 10.0  # seconds between two tries
GONE_FOR_GOOD = {
    401: "The token was refused: it is wrong, or was revoked. Make one in the site's settings.",
    403: "The server does not let this program read.",
    404: "There is no such site for this token.",
}


class Stream(NamedTuple):
    """Where to read, and what of it."""

    session: ClientSession
    address: str
    headers: dict[str, str]
    wanted: dict[str, str]


async def messages(stream: Stream, say: Callable[[str], None]) -> AsyncGenerator[list[Message]]:
    """Frames of messages for ever. Raises ClickException where trying again would be no use, and
    ClientError or OSError when the very first try finds nobody; later ones are only said."""
    cursor, pause, lost, found = "", 0.5, False, False
    while True:
        try:
            async with _opened(stream, cursor) as answer:
                _check(answer)
                if lost:
                    say("Connected again; what was missed follows.")
                lost, pause, found = False, 0.5, True
                async for number, frame in _frames(answer):
                    cursor = number or cursor
                    yield frame
        except (ClientError, OSError, TimeoutError):
            if not found:
                raise
        if not lost:
            say("The connection is lost; trying again until it is back.")
        lost, pause = True, min(pause * 2, LONGEST_PAUSE)
        await asyncio.sleep(pause * random.uniform(0.5, 1))


def _opened(stream: Stream, cursor: str) -> Any:
    headers = stream.headers | ({"Last-Event-ID": cursor} if cursor else {})
    return stream.session.get(
        stream.address,
        params=stream.wanted,
        headers=headers | {"Accept": "text/event-stream"},
        timeout=ClientTimeout(total=None, sock_connect=10, sock_read=SILENCE),
    )


def _check(answer: ClientResponse) -> None:
    if why := GONE_FOR_GOOD.get(answer.status):
        raise click.ClickException(why)
    answer.raise_for_status()
    if answer.content_type != "text/event-stream":
        raise click.ClickException(f"{answer.url} is no event stream: is that a Tracker server?")


async def _frames(answer: ClientResponse) -> AsyncIterator[tuple[str, list[Message]]]:
    """Each event's id and messages. Not by lines: a long replay passes aiohttp's limit for one."""
    rest = b""
    async for piece in answer.content.iter_any():
        *events, rest = (rest + piece).split(b"\n\n")
        for event in events:
            fields = dict(line.partition(b": ")[::2] for line in event.split(b"\n"))
            if b"data" in fields:
                yield fields.get(b"id", b"").decode(), json.loads(fields[b"data"])
