"""NATS as tests are given it: with two shards that nobody else has."""

from __future__ import annotations

import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

from tests.engines.engine import Engine
from tests.eventually import PATIENCE
from tracker.storage.nats.bus import open_bus
from tracker.storage.nats.connection import SteadyClient, connected
from tracker.storage.nats.inbox import NatsInbox
from tracker.storage.nats.leases import NatsLeases
from tracker.storage.nats.shard_log import NatsShardLog
from tracker.storage.nats.streams import inbox_stream, log_stream, prepare

unused = count()


@asynccontextmanager
async def nats_engine(url: str, first: int = 1) -> AsyncIterator[Engine]:
    """`first`: the number of the first message of each log."""
    shards = [next(unused), next(unused)]
    name = f"t{shards[0]}"
    async with connected(url, name, PATIENCE) as client, two_shards(client, shards, first):
        async with open_bus(client) as bus:
            inbox, log = NatsInbox(client, uuid.uuid4().hex), NatsShardLog(client, shards)
            yield Engine(inbox, log, bus, NatsLeases(client, name, time.monotonic), *shards, name)


@asynccontextmanager
async def two_shards(client: SteadyClient, shards: list[int], first: int) -> AsyncIterator[None]:
    await prepare(client, shards, PATIENCE, first)
    try:
        yield
    finally:
        jetstream = client.jetstream(timeout=PATIENCE)
        for shard in shards:
            await jetstream.delete_stream(inbox_stream(shard))
            await jetstream.delete_stream(log_stream(shard))
