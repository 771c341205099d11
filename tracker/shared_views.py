"""What open views are told in one process of several that are one server: the part of recording.py
that has to do with rows that are committed, wherever they were taken."""

from __future__ import annotations

import secrets
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial

from aiohttp import web

from tracker.domain.rows import Row
from tracker.services.background import beside
from tracker.services.live.clockwork import tell_presence
from tracker.services.live.fan_out import Live
from tracker.services.live.past import Past
from tracker.services.live.shared_feeds import SharedFeeds
from tracker.services.live.tallies import Tallies
from tracker.services.presence.presence import Presence
from tracker.services.reports.site_heads import SiteHeads
from tracker.services.sequencing.followed_shards import FollowedShards
from tracker.services.sequencing.patience import patiently
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse_past.facts import FiledFacts
from tracker.storage.clickhouse_past.filed_past import FiledPast
from tracker.storage.clickhouse_past.filed_rows import FiledRows
from tracker.storage.processes.shard_log import ShardLog
from tracker.storage.shared_log.shards import Shards
from tracker.storage.shared_log.shared_log import SharedLog
from tracker.storage.shared_log.shared_past import SharedPast
from tracker.storage.shared_log.shared_totals import SharedTotals
from tracker.web import keys
from tracker.web.live.event_stream import follower_of


@asynccontextmanager
async def shared_views(
    app: web.Application, log: ShardLog, engine: ClickHouse, shard_of: Callable[[int], int]
) -> AsyncIterator[None]:
    """Hung up behind the connections and the sites, in the place of `fan_out`, with
    `app.cleanup_ctx.append(partial(shared_views, log=..., engine=..., shard_of=...))` or from a
    context that has them. It gives LOG, LIVE, PRESENCE, TALLIES, PAST, SITE_HEADS and SHARED_FEEDS;
    REFUSED and GOALS, which tell LIVE, come after it and before the first request. Entered once
    all shards were taken up."""
    shards = Shards(log, FiledRows(engine), shard_of, time.monotonic)
    shared = SharedLog(await patiently("know the log", log.identity), shards)
    live = app[keys.LIVE] = Live()
    presence = app[keys.PRESENCE] = Presence()
    app[keys.LOG] = shared
    app[keys.PAST] = Past(SharedPast(shards, FiledPast(engine)), shared, app[keys.CLOCK])
    totals = SharedTotals(shards)
    app[keys.FACTS] = FiledFacts(engine, totals.has_visits)
    tallies = app[keys.TALLIES] = Tallies(totals, shared)
    app[keys.SHARED_FEEDS] = SharedFeeds(partial(follower_of, app), lambda: secrets.token_hex(8))
    followed = followed_by(app, log, shards, live)
    app[keys.SITE_HEADS] = SiteHeads(lambda site_id: followed.began[shard_of(site_id)])
    telling = partial(tell_presence, presence, live, app[keys.CLOCK])
    async with followed.working(), beside(telling):
        yield
    await app[keys.SHARED_FEEDS].close()
    await tallies.close()


def followed_by(app: web.Application, log: ShardLog, shards: Shards, live: Live) -> FollowedShards:
    """Who hears of what is committed."""
    now, presence, tallies = app[keys.CLOCK], app[keys.PRESENCE], app[keys.TALLIES]

    def take_up(rows: Sequence[Row]) -> None:
        presence.turn_to(now())
        presence.apply(rows)

    def committed(rows: Sequence[Row]) -> None:
        take_up(rows)
        tallies.apply(rows)
        app[keys.SITE_HEADS].apply(rows)
        live.publish(rows)

    return FollowedShards(log, shards.told, take_up, committed, live.close, now=now)
