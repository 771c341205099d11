"""One process of several that are one server: what it takes, as parts of the application."""

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
from tracker.engines import BUS, EVENTS, INBOX, LEASES, PROCESS, SHARD_LOG, SHARED_SALTS
from tracker.following import following
from tracker.recording import set_up_intake, shares_of
from tracker.services.background import beside
from tracker.services.limits.floor import Floor
from tracker.services.limits.shares import keeping
from tracker.services.live.refused import Refused
from tracker.services.live.site_goals import SiteGoals
from tracker.services.sequencing.filed_shard import FiledShard, Sites
from tracker.services.sequencing.forwarder import Forwarder
from tracker.services.sequencing.patience import patiently
from tracker.services.sequencing.read_sites import ReadSites
from tracker.services.sequencing.roles import Role, holding
from tracker.services.sequencing.shard_sequencer import ShardSequencer
from tracker.services.sites.site_aliases import SiteAliases
from tracker.services.sites.site_blocks import SiteBlocks
from tracker.services.sites.site_directory import SiteDirectory
from tracker.services.together.refused_days import SharedRefusedDays
from tracker.services.upkeep.one_of_many import OneOfMany
from tracker.shared_keeping import FEED, kept_in_postgres
from tracker.shared_views import shared_views
from tracker.storage.disk.lock import data_folder
from tracker.storage.nats.salts import NatsSalts
from tracker.storage.postgres.accounts import PostgresAccounts
from tracker.storage.postgres.done import first_time
from tracker.together import limiting_together
from tracker.web import keys

SALTS_EVERY = 3_600.0  # seconds


@asynccontextmanager
async def folder(app: web.Application) -> AsyncIterator[None]:
    """A folder of this process' own: nothing in it has to stay."""
    config = app[keys.CONFIG]
    with data_folder(config.data_dir, "serving, or about to") as app[keys.FOLDER]:
        app[keys.MAINTENANCE].load()
        yield


@asynccontextmanager
async def roles(app: web.Application) -> AsyncIterator[None]:
    """What this process does for all, as long as nobody else does. What it holds is let go before
    the connections are."""
    config, held = app[keys.CONFIG], dict[str, Role]()
    async with AsyncExitStack() as beside_them:
        if "filer" in config.roles:
            sites = await beside_them.enter_async_context(read_sites(config))
            held |= {f"filer-{n}": filer_of(app, n, sites).run for n in range(config.shards)}
        if "sequencer" in config.roles:
            held |= {f"sequencer-{n}": sequencer_of(app, n).run for n in range(config.shards)}
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
    secret = secrets.token_bytes(16)
    return ShardSequencer(shard, app[INBOX], app[SHARD_LOG], app[PROCESS], app[keys.CLOCK], secret)


@asynccontextmanager
async def behind(app: web.Application) -> AsyncIterator[None]:
    """Of a process that is no front: it is well as long as it is there."""
    app[keys.HEALTH] = OneOfMany(None)
    yield


@asynccontextmanager
async def kept(app: web.Application) -> AsyncIterator[None]:
    """What people keep, as far as beacons need it."""
    config = app[keys.CONFIG]
    async with kept_in_postgres(app, config.accounts_url):
        db = app[keys.KEPT]
        app[keys.SITES] = await SiteDirectory.load(db, config.shards)
        app[keys.BLOCKS] = await SiteBlocks.load(db)
        app[keys.ALIASES] = await SiteAliases.load(db, app[keys.SITES])
        yield


@asynccontextmanager
async def told(app: web.Application) -> AsyncIterator[None]:
    """Who is told of what comes, whoever has taken it."""
    known = app[keys.SITES].by_id

    def shard_of(site_id: int) -> int:
        """Also of a site that has just gone, of which nobody is told any more."""
        return known[site_id].shard if site_id in known else 0

    async with shared_views(app, app[SHARD_LOG], app[EVENTS], shard_of):
        days = app[keys.REFUSED_DAYS] = SharedRefusedDays(
            app[keys.KEPT], app[keys.SITES], app[keys.CLOCK], app[PROCESS], first_time
        )
        app[keys.REFUSED] = Refused(app[keys.LIVE].tell, days.add)
        app[keys.GOALS] = SiteGoals(app[keys.KEPT], app[keys.LIVE].tell)
        async with days.working():
            yield


@asynccontextmanager
async def forwarding(app: web.Application) -> AsyncIterator[None]:
    """From the beacon to the inbox of all. Drained before the connections close."""
    config, now, salts = app[keys.CONFIG], app[keys.CLOCK], app[SHARED_SALTS]
    await salts.turn(now())
    forwarder = app[keys.RECORDER] = Forwarder(
        app[INBOX],
        range(config.shards),
        app[keys.SITES].shard_of,
        time.monotonic,
        config.queue_size,
    )
    shares = app[keys.SHARES] = shares_of(config, salts)
    app[keys.FLOOR] = Floor(config.data_dir, 0)  # hits are kept elsewhere
    set_up_intake(app, salts)
    for prepare in (partial(shares.load, now()), agents.warm_up, bots.warm_up, sources.warm_up):
        await asyncio.to_thread(prepare)
    app[keys.HEALTH] = OneOfMany(forwarder)
    running = asyncio.create_task(forwarder.run())
    try:
        turning = beside(partial(turn_salts, salts, app))
        async with turning, keeping(shares, now):
            yield
    finally:
        forwarder.close()
        await running


@asynccontextmanager
async def as_one(app: web.Application) -> AsyncIterator[None]:
    """What others change is known here, and what a site may bring is divided among the fronts."""
    shards, shard_of = range(app[keys.CONFIG].shards), app[keys.SITES].shard_of
    learning = following(app, app[keys.KEPT], app[FEED], app[BUS])
    async with learning, limiting_together(app, app[BUS], shards, shard_of):
        yield


async def turn_salts(salts: NatsSalts, app: web.Application) -> None:
    """Until cancelled. There are salts for two days more."""
    while True:
        await asyncio.sleep(SALTS_EVERY)
        await patiently("turn the salts", lambda: salts.turn(app[keys.CLOCK]()))
