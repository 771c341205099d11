"""Messages that a stream has stored, read in order and in batches; any server that has them may
answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime
from typing import NamedTuple

from nats.aio.client import Client
from nats.aio.subscription import Subscription
from nats.js.api import RawStreamMsg, StreamState
from nats.js.errors import NotFoundError

from tracker.storage.nats.streams import TRY
from tracker.storage.nats.words import own_words
from tracker.storage.processes.shard_log import Forgotten
from tracker.storage.processes.told_to_end import heed_the_end

BATCH = 100  # messages that are asked for at once
BATCH_BYTES = 4_000_000
BEHIND = 0.02  # seconds in which a server that lags gets what the others have


class Stored(NamedTuple):
    """`sequence`: its number, one more than the one before it."""

    sequence: int
    headers: Mapping[str, str]
    data: bytes


async def state_of(client: Client, stream: str) -> StreamState:
    """What who leads it says of it. Raises RefusesForNow."""
    with own_words():
        return (await client.jetstream(timeout=TRY).stream_info(stream)).state


async def newest_of(client: Client, stream: str, subject: str) -> RawStreamMsg | None:
    """As who leads the stream has it. Raises RefusesForNow."""
    with own_words():
        try:
            return await client.jetstream(timeout=TRY).get_last_msg(stream, subject, direct=False)
        except NotFoundError:
            return None


async def first_since(client: Client, stream: str, at: int) -> int | None:
    """The number of the first message that was stored at that time (ms, UTC) or later; None where
    there is none. Raises RefusesForNow."""
    time = f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
    async with aclosing(_asked(client, stream, {"start_time": time, "batch": 1})) as messages:
        async for message in messages:
            return message.sequence
    return None


async def stored(
    client: Client, stream: str, first: int, last: int
) -> AsyncGenerator[Stored, None]:
    """All from the first to the last, or to the newest there is. Raises Forgotten where the first
    is there no more, and RefusesForNow."""
    while first <= last:
        heed_the_end()
        asked = first
        async with aclosing(_batch(client, stream, first, last)) as batch:
            async for message in batch:
                if message.sequence != first:
                    break
                yield message
                first += 1
        if first == asked and not await _is_there(client, stream, first):
            return


async def _is_there(client: Client, stream: str, sequence: int) -> bool:
    """Whether who has answered lags behind who leads, or an answer was lost. Raises Forgotten."""
    if (await state_of(client, stream)).last_seq < sequence:
        return False
    with own_words():
        try:
            await client.jetstream(timeout=TRY).get_msg(stream, sequence, direct=False)
        except NotFoundError:
            raise Forgotten(f"message {sequence} of {stream} is gone") from None
    await asyncio.sleep(BEHIND)
    return True


async def _batch(
    client: Client, stream: str, first: int, last: int
) -> AsyncGenerator[Stored, None]:
    """What one server has of them, until it says that this was all or falls silent."""
    most = min(BATCH, last - first + 1)
    asked = {"seq": first, "batch": most, "max_bytes": BATCH_BYTES}
    async with aclosing(_asked(client, stream, asked)) as messages:
        async for message in messages:
            yield message


async def _asked(
    client: Client, stream: str, asked: Mapping[str, int | str]
) -> AsyncGenerator[Stored, None]:
    text = json.dumps(asked).encode()
    async with _answers(client) as answers:
        with own_words():
            await client.publish(f"$JS.API.DIRECT.GET.{stream}", text, reply=answers.subject)
        while True:
            try:
                message = await answers.next_msg(TRY)
            except TimeoutError:
                return
            headers = message.header or {}
            if "Nats-Sequence" not in headers:
                return
            yield Stored(int(headers["Nats-Sequence"]), headers, message.data)


@asynccontextmanager
async def _answers(client: Client) -> AsyncIterator[Subscription]:
    with own_words():
        answers = await client.subscribe(client.new_inbox())
    try:
        yield answers
    finally:
        with own_words():
            await answers.unsubscribe()
