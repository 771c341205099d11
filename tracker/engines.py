"""What several processes that are one server share beside what people keep: NATS and ClickHouse, as
parts of the application."""

from __future__ import annotations

import secrets
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from aiohttp import web

from tracker.domain.shard_cursors import message_with
from tracker.services.sequencing.filed_shard import OF_A_LEASE
from tracker.storage.clickhouse import client as clickhouse
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse.marks import marks, newest_generation
from tracker.storage.clickhouse.schema import bring_up_to_date
from tracker.storage.file.migrations import Unusable
from tracker.storage.nats.bus import open_bus
from tracker.storage.nats.connection import SteadyClient, connected
from tracker.storage.nats.inbox import NatsInbox
from tracker.storage.nats.leases import NatsLeases
from tracker.storage.nats.notes import NatsNotes
from tracker.storage.nats.salts import NatsSalts
from tracker.storage.nats.shard_log import NatsShardLog
from tracker.storage.nats.streams import log_is_there, prepare
from tracker.storage.processes.bus import Bus
from tracker.storage.processes.inbox import Inbox
from tracker.storage.processes.leases import Leases
from tracker.storage.processes.notes import Notes
from tracker.storage.processes.shard_log import ShardLog
from tracker.web import keys

STARTS_WITHIN = 30.0  # seconds in which servers that just start, too, choose who leads

PROCESS = web.AppKey("process", str)  # a name that no other has, nor will have
QUEUE = web.AppKey("queue", SteadyClient)
INBOX: web.AppKey[Inbox] = web.AppKey("inbox")
SHARD_LOG: web.AppKey[ShardLog] = web.AppKey("shard log")
BUS: web.AppKey[Bus] = web.AppKey("bus")
LEASES: web.AppKey[Leases] = web.AppKey("leases")
NOTES: web.AppKey[Notes] = web.AppKey("notes")
SHARED_SALTS = web.AppKey("shared salts", NatsSalts)
EVENTS = web.AppKey("events", ClickHouse)


@asynccontextmanager
async def engines(app: web.Application) -> AsyncIterator[None]:
    """Connected, with their streams and tables. Raises StorageError, NewerTables and Unusable."""
    config = app[keys.CONFIG]
    process = app[PROCESS] = secrets.token_hex(8)
    async with AsyncExitStack() as opened:
        connecting = connected(config.queue_url, f"tracker-{process}", STARTS_WITHIN)
        client = app[QUEUE] = await opened.enter_async_context(connecting)
        asking = clickhouse.connected(config.events_url, process)
        app[EVENTS] = await opened.enter_async_context(asking)
        await _prepare(client, config.shards, app[EVENTS])
        app[BUS] = await opened.enter_async_context(open_bus(client))
        app[LEASES] = NatsLeases(client, process, time.monotonic)
        app[INBOX] = NatsInbox(client, process)
        app[SHARD_LOG] = NatsShardLog(client, range(config.shards))
        app[NOTES] = NatsNotes(client)
        app[SHARED_SALTS] = NatsSalts(client, secrets.token_bytes)
        async with app[LEASES].hold("tables"):
            await bring_up_to_date(app[EVENTS])
        yield


async def _prepare(client: SteadyClient, shards: int, events: ClickHouse) -> None:
    """Streams that are made go on behind what ClickHouse has: what had a smaller number would be
    taken for filed, and sums of a smaller generation for old ones. Who knows fewer shards than
    there are would have nobody write the others."""
    first = {shard: message_with(mark) + 1 for shard, mark in (await marks(events)).items()}
    lease = (await newest_generation(events) >> OF_A_LEASE) + 1
    await prepare(client, range(shards), STARTS_WITHIN, first, lease)
    if await log_is_there(client, shards):
        raise Unusable(f"SHARDS={shards}, but the log has more: it may grow, and never shrink.")
