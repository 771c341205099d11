"""What one process of several does once for all of them, as parts of the application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from aiohttp import web

from tracker.engines import EVENTS
from tracker.services.erasing.day_sums import DaySums
from tracker.services.erasing.filed_visits import FiledLeaving, FiledVisits
from tracker.services.erasing.records import behind_hits, fenced
from tracker.services.erasing.refused_days import OldRefusedDays
from tracker.services.sequencing.held import Held
from tracker.services.sequencing.jobs import once
from tracker.services.sequencing.roles import Role
from tracker.services.together.pruning import SharedPruning
from tracker.services.together.tidying import Tidying
from tracker.shared_alerting import SENDING
from tracker.storage.clickhouse.marks import filed
from tracker.storage.postgres.done import forget_done
from tracker.storage.postgres.short_memory import forget_over
from tracker.together import ERASING
from tracker.web import keys

JOBS: web.AppKey[Role] = web.AppKey("jobs")
FILED_WITHIN, LOOKS = 30.0, 0.5  # seconds


@asynccontextmanager
async def jobs(app: web.Application) -> AsyncIterator[None]:
    """The end of what is older than its site keeps it, and messages on their way. It is done by who
    holds the lease."""
    now, sites, settled = app[keys.CLOCK], app[keys.SITES], app[keys.SETTLED]
    held = Held()
    record = fenced(behind_hits(app[keys.RECORDER]), held.check)
    leaving = FiledLeaving(
        app[EVENTS], lambda site_id: sites.by_id[site_id].time_zone, partial(is_filed, app), now
    )
    pruning = app[keys.PRUNING] = SharedPruning(
        FiledVisits(app[EVENTS]),
        app[keys.LOG],
        sites,
        DaySums(leaving, sites, record, now, settled.steady),
        now,
        app[keys.CONFIG].retention_days,
        settled,
    )
    pruning.memory = app[ERASING]
    counts = OldRefusedDays(app[keys.KEPT], sites, pruning.days_of, settled)
    tidying = Tidying(app[keys.KEPT], settled, [forget_done, forget_over])
    app[JOBS] = once(held, pruning.working, counts.working, tidying.working, *app[SENDING])
    async with pruning.together():
        yield


async def is_filed(app: web.Application, site_id: int) -> bool:
    """Whether all is that the site had when it was asked."""
    shard, head = app[keys.SITES].shard_of(site_id), app[keys.LOG].head_of(site_id)
    for _ in range(round(FILED_WITHIN / LOOKS)):
        if await filed(app[EVENTS], shard) >= head:
            return True
        await asyncio.sleep(LOOKS)
    return False
