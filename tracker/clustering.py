"""One process of several that are one server: what it does for all, and how it takes hits."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from aiohttp import web

from tracker.config import Config
from tracker.domain import agents, bots, sources
from tracker.engines import EVENTS, INBOX, LEASES, PROCESS, SHARD_LOG, SHARED_SALTS
from tracker.jobs import JOBS
from tracker.recording import begin_anew, forget, set_up_intake, shares_of
from tracker.services.background import beside
from tracker.services.erasing.filed_visits import FiledSums
from tracker.services.erasing.kept_sums import UnwantedSums
from tracker.services.erasing.records import behind_hits
from tracker.services.erasing.shared_removals import SharedRemovals
from tracker.services.erasing.shared_resets import SharedResets
from tracker.services.limits.floor import Floor
from tracker.services.limits.shares import keeping
from tracker.services.recording.visitors import Visitors
from tracker.services.sequencing.filed_shard import FiledShard, Sites
from tracker.services.sequencing.forwarder import Forwarder
from tracker.services.sequencing.patience import patiently
from tracker.services.sequencing.read_sites import ReadSites
from tracker.services.sequencing.roles import Role, by_number, holding, while_ours
from tracker.services.sequencing.shard_sequencer import ShardSequencer
from tracker.services.upkeep.one_of_many import OneOfMany
from tracker.shared_alerting import WATCHES
from tracker.storage.clickhouse_past.lately import FiledLately
from tracker.storage.disk.lock import data_folder
from tracker.storage.nats.salts import NatsSalts
from tracker.storage.postgres.accounts import PostgresAccounts
from tracker.web import keys

SALTS_EVERY = 3_600.0  # seconds


@asynccontextmanager
async def folder(app: web.Application) -> AsyncIterator[None]:
    """A folder of this process' own: nothing in it has to stay."""
    config = app[keys.CONFIG]
    with data_folder(config.data_dir, "serving, or about to") as app[keys.FOLDER]:
        yield


@asynccontextmanager
async def roles(app: web.Application) -> AsyncIterator[None]:
    """What this process does for all, as long as nobody else does. What it holds is let go before
    the connections are."""
    config, held = app[keys.CONFIG], dict[str, Role]()
    async with AsyncExitStack() as beside_them:
        if "filer" in config.roles:
            sites = await beside_them.enter_async_context(read_sites(config))
            held |= {
                f"filer-{n}": while_ours(filer_of(app, n, sites).run) for n in range(config.shards)
            }
        if "sequencer" in config.roles:
            held |= {
                f"sequencer-{n}": by_number(sequencer_of(app, n).run) for n in range(config.shards)
            }
        if "jobs" in config.roles:
            watches = app[WATCHES]
            held |= {"jobs": app[JOBS], **watches}
        async with holding(app[LEASES], held):
            yield


@asynccontextmanager
async def read_sites(config: Config) -> AsyncIterator[Sites]:
    """What whoever files has to know of them, also in a process that is no front."""
    async with PostgresAccounts.open(config.accounts_url) as accounts:
        read = ReadSites(accounts)
        async with beside(read.run):
            yield Sites(read.zones, read.shard_of)


def filer_of(app: web.Application, shard: int, sites: Sites) -> FiledShard:
    """Brings the shard's log to where it is asked for reports."""
    return FiledShard(shard, app[SHARD_LOG], app[EVENTS], sites, app[keys.CLOCK])


def sequencer_of(app: web.Application, shard: int) -> ShardSequencer:
    """Gives what the shard's inbox holds its place in its log."""
    secret, lately = secrets.token_bytes(16), FiledLately(app[EVENTS])
    log, now = app[SHARD_LOG], app[keys.CLOCK]
    return ShardSequencer(shard, app[INBOX], log, app[PROCESS], now, secret, lately)


@asynccontextmanager
async def behind(app: web.Application) -> AsyncIterator[None]:
    """Of a process that is no front: it is well as long as it is there."""
    app[keys.HEALTH] = OneOfMany(None, app[keys.ENGINE_WATCH])
    yield


@asynccontextmanager
async def forwarding(app: web.Application) -> AsyncIterator[None]:
    """From the beacon to the inbox of all. Drained before the connections close."""
    config, now, salts = app[keys.CONFIG], app[keys.CLOCK], app[SHARED_SALTS]
    await salts.turn(now())
    shards, shard_of = range(config.shards), app[keys.SITES].shard_of
    forwarder = app[keys.RECORDER] = Forwarder(
        app[INBOX], shards, shard_of, time.monotonic, config.queue_size
    )
    shares = app[keys.SHARES] = shares_of(config, salts)
    app[keys.FLOOR] = Floor(config.data_dir, 0)  # hits are kept elsewhere
    visitors = set_up_intake(app, salts)
    for prepare in (partial(shares.load, now()), agents.warm_up, bots.warm_up, sources.warm_up):
        await asyncio.to_thread(prepare)
    app[keys.HEALTH] = OneOfMany(forwarder, app[keys.ENGINE_WATCH])
    running = asyncio.create_task(forwarder.run())
    try:
        turning = beside(partial(turn_salts, salts, app))
        async with turning, keeping(shares, now), erasing(app, forwarder, visitors):
            yield
    finally:
        forwarder.close()
        await running


@asynccontextmanager
async def erasing(
    app: web.Application, forwarder: Forwarder, visitors: Visitors
) -> AsyncIterator[None]:
    """The end of deleted sites, of numbers that begin anew, and of sums that an owner wants no
    more."""
    kept, now, sites = app[keys.KEPT], app[keys.CLOCK], app[keys.SITES]
    removals = SharedRemovals(kept, forwarder, sites, now, partial(forget, app))
    anew = partial(begin_anew, app, visitors)
    resets = SharedResets(kept, app[keys.LOG], forwarder, sites, now, anew)
    app[keys.REMOVALS], app[keys.RESETS] = removals, resets
    sums = app[keys.UNWANTED_SUMS] = UnwantedSums(
        kept, FiledSums(app[EVENTS]), sites, behind_hits(forwarder), now
    )
    async with removals.working(), resets.working(), sums.working():
        yield


async def turn_salts(salts: NatsSalts, app: web.Application) -> None:
    """Until cancelled. There are salts for two days more."""
    while True:
        await asyncio.sleep(SALTS_EVERY)
        await patiently("turn the salts", lambda: salts.turn(app[keys.CLOCK]()))
