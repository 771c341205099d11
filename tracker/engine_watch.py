"""What several processes share, looked at now and then by each, as a part of the application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial

from aiohttp import web

from tracker.engines import EVENTS, QUEUE
from tracker.services.background import beside
from tracker.services.engines.events import CLICKHOUSE
from tracker.services.engines.looked import Engines
from tracker.services.engines.queue import NATS
from tracker.services.engines.stored import SharedEngines
from tracker.services.engines.watch import EngineWatch
from tracker.storage.clickhouse.standing import events_standing
from tracker.storage.nats.standing import queue_standing
from tracker.storage.postgres.standing import accounts_standing
from tracker.storage.processes.standing import QueueStanding
from tracker.web import keys


@asynccontextmanager
async def engine_watch(app: web.Application) -> AsyncIterator[None]:
    """For /readyz, /metrics and administrators, until the context ends."""
    config, now, client = app[keys.CONFIG], app[keys.CLOCK], app[QUEUE]

    async def queue(marks: Mapping[int, int]) -> QueueStanding:
        return await queue_standing(client, range(config.shards), marks, now)

    engines = Engines(
        queue,
        partial(events_standing, app[EVENTS], now),
        partial(accounts_standing, app[keys.KEPT].read, now) if keys.KEPT in app else None,
    )
    needed = {"filer": CLICKHOUSE}
    watch = app[keys.ENGINE_WATCH] = EngineWatch(
        engines, now, {NATS, *(needed[each] for each in config.roles if each in needed)}
    )
    app[keys.STORED] = SharedEngines(config, watch)
    async with beside(watch.run):
        yield
