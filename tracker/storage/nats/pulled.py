"""A stream read on and on by the one who takes from it. Its server-side reader is in one server's
memory, and made anew whenever it may be lost: whoever reads knows where they are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.client import JetStreamContext

from tracker.storage.file.errors import RefusesForNow
from tracker.storage.nats.stored import Stored, state_of
from tracker.storage.nats.streams import PAUSE, TRY
from tracker.storage.nats.words import FAULTS
from tracker.storage.processes.told_to_end import heed_the_end

AT_ONCE = 50  # messages
SILENCE = 1.0  # seconds without a message, after which it is asked whether there is one
FORGOTTEN_AFTER = 30.0  # seconds until a server forgets a reader that asks for nothing

Reader = JetStreamContext.PullSubscription


async def pulled(client: Client, stream: str, first: int) -> AsyncGenerator[list[Stored], None]:
    """All messages from the first on, or from where the stream begins by now, without a hole; for
    as long as there is a connection."""
    while not client.is_closed:
        heed_the_end()
        with suppress(RefusesForNow, *FAULTS):
            first = max(first, (await state_of(client, stream)).first_seq)
            async with aclosing(_read(client, stream, first)) as batches:
                async for batch in batches:
                    first = batch[-1].sequence + 1
                    yield batch
        await asyncio.sleep(PAUSE)


async def _read(client: Client, stream: str, first: int) -> AsyncGenerator[list[Stored], None]:
    """Until something was lost on its way, or the reader is."""
    reader = await _reader(client, stream, first)
    try:
        while True:
            heed_the_end()
            found = await _fetched(reader)
            batch = _without_hole(found, first)
            if batch:
                first = batch[-1].sequence + 1
                yield batch
            if len(batch) < len(found):
                return
            if not found and (await state_of(client, stream)).last_seq >= first:
                return
    finally:
        with suppress(*FAULTS):
            await reader.unsubscribe()


async def _reader(client: Client, stream: str, first: int) -> Reader:
    config = ConsumerConfig(
        ack_policy=AckPolicy.NONE,
        deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
        opt_start_seq=first,
        inactive_threshold=FORGOTTEN_AFTER,
        mem_storage=True,
        num_replicas=1,
    )
    return await client.jetstream(timeout=TRY).pull_subscribe("", stream=stream, config=config)


async def _fetched(reader: Reader) -> list[Msg]:
    try:
        return await reader.fetch(AT_ONCE, timeout=SILENCE)
    except TimeoutError:
        return []


def _without_hole(found: list[Msg], first: int) -> list[Stored]:
    batch: list[Stored] = []
    for message in found:
        sequence = message.metadata.sequence.stream
        if sequence != first + len(batch):
            break
        batch.append(Stored(sequence, message.headers or {}, message.data))
    return batch
