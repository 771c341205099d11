"""The messages of a shard's log as they are stored. They are told on the way that may lose some:
their numbers show it, and the stream has all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from nats.aio.client import Client

from tracker.domain.rows import Row
from tracker.domain.shard_cursors import message_with
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.nats.heard import Heard, hearing
from tracker.storage.nats.held import UNREAD, held
from tracker.storage.nats.stored import Stored, state_of, stored
from tracker.storage.nats.streams import PAUSE, log_stream
from tracker.storage.nats_lines.messages import read, told_format
from tracker.storage.processes.shard_log import Forgotten
from tracker.storage.processes.told_to_end import heed_the_end

SILENCE = 1.0  # seconds, after which it is asked whether there is more: the last may be lost
NEWEST = 1 << 62


async def followed(client: Client, shard: int, after: int) -> AsyncGenerator[Sequence[Row], None]:
    """Each message's rows, from the one with the cursor on, for ever. Raises Forgotten."""
    stream = log_stream(shard)
    async with aclosing(_messages(client, shard, after)) as messages:
        async for message in messages:
            try:
                told_format(message.headers)
                rows = read(message.data)
            except UNREAD as error:
                await held(client, stream, message.sequence, error)
                raise Forgotten(f"message {message.sequence} of {stream} is gone") from error
            yield rows


async def beginning(client: Client, stream: str, after: int) -> int:
    """The first message that may have rows behind the cursor. Raises Forgotten, and RefusesForNow.

    Where the cursor's own message is gone, the one behind it says which cursor it follows."""
    state = await state_of(client, stream)
    first = message_with(after)
    if first >= state.first_seq:
        return first
    if first + 1 == state.first_seq:
        if first == state.last_seq:
            return first + 1
        async with aclosing(stored(client, stream, first + 1, first + 1)) as messages:
            async for message in messages:
                if int(message.headers["After"]) <= after:
                    return first + 1
    raise Forgotten(f"{stream} begins with message {state.first_seq}")


async def _messages(client: Client, shard: int, after: int) -> AsyncGenerator[Stored, None]:
    """What is stored, then what is told, then again what is stored."""
    stream = log_stream(shard)
    async with hearing(client, f"live.{shard}") as told:
        first = await _await_beginning(client, stream, after)
        while not client.is_closed:
            heed_the_end()
            try:
                async with aclosing(_next(client, told, stream, first)) as messages:
                    async for message in messages:
                        first = message.sequence + 1
                        yield message
            except RefusesForNow:
                await asyncio.sleep(PAUSE)


async def _next(
    client: Client, told: Heard, stream: str, first: int
) -> AsyncGenerator[Stored, None]:
    async with aclosing(stored(client, stream, first, NEWEST)) as behind:
        async for message in behind:
            first = message.sequence + 1
            yield message
    async with aclosing(_heard(client, told, stream, first)) as heard:
        async for message in heard:
            yield message


async def _heard(
    client: Client, told: Heard, stream: str, first: int
) -> AsyncGenerator[Stored, None]:
    """Until one is missing: it has to be read."""
    while True:
        heed_the_end()
        try:
            message = await told.next(SILENCE)
        except TimeoutError:
            if (await state_of(client, stream)).last_seq >= first:
                return
            continue
        headers = message.header or {}
        sequence = int(headers["Nats-Sequence"])
        if sequence > first:
            return
        if sequence == first:
            yield Stored(sequence, headers, message.data)
            first += 1


async def _await_beginning(client: Client, stream: str, after: int) -> int:
    while True:
        heed_the_end()
        try:
            return await beginning(client, stream, after)
        except RefusesForNow:
            await asyncio.sleep(PAUSE)
