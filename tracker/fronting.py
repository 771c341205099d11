"""One process of several that people meet: what it needs for its pages, as parts of the
application."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from tracker.domain.refusals import Reason
from tracker.engines import BUS, EVENTS, NOTES, PROCESS, SHARD_LOG
from tracker.following import following
from tracker.reporting import set_up_answers
from tracker.services.filed_reports.filed_reports import FiledReports
from tracker.services.live.refused import Refused
from tracker.services.live.site_goals import SiteGoals
from tracker.services.peers.umami_tokens import UmamiTokens
from tracker.services.together.refused_days import SharedRefusedDays
from tracker.services.together.revoked import RevokedTogether
from tracker.shared_alerting import watching_together
from tracker.shared_keeping import FEED, kept_in_postgres
from tracker.shared_views import shared_views
from tracker.storage.postgres.done import first_time
from tracker.storage.postgres.secrets import shared_secret
from tracker.together import SECRET_BYTES, limiting_together
from tracker.web import keys


@asynccontextmanager
async def kept(app: web.Application) -> AsyncIterator[None]:
    """What people keep."""
    revoked = RevokedTogether(app[NOTES])
    async with kept_in_postgres(app, app[keys.CONFIG].accounts_url, revoked):
        yield


@asynccontextmanager
async def views(app: web.Application) -> AsyncIterator[None]:
    """Who is told of what comes, wherever it was taken."""
    kept, sites, now = app[keys.KEPT], app[keys.SITES], app[keys.CLOCK]
    async with shared_views(app, app[SHARD_LOG], app[EVENTS], sites.shard_of):
        live = app[keys.LIVE]
        app[keys.GOALS] = SiteGoals(kept, live.tell)
        days = SharedRefusedDays(kept, sites, now, app[PROCESS], first_time)
        alerts = watching_together(app)

        def count(site_id: int, reason: Reason, at: int) -> None:
            days.add(site_id, reason, at)
            alerts.refused(site_id, reason, at)

        app[keys.REFUSED_DAYS], app[keys.REFUSED] = days, Refused(live.tell, count)
        async with days.working():
            yield


@asynccontextmanager
async def answers(app: web.Application) -> AsyncIterator[None]:
    """What answers questions about visits."""
    app[keys.ENGINE] = FiledReports(
        app[EVENTS], app[keys.SITES].shard_of, app[keys.SITE_HEADS].of, app[keys.CLOCK]
    )
    set_up_answers(app)
    yield


@asynccontextmanager
async def as_one(app: web.Application) -> AsyncIterator[None]:
    """What others change is known here, and what a site may bring is divided among the fronts."""
    shards, shard_of = range(app[keys.CONFIG].shards), app[keys.SITES].shard_of
    learning = following(app, app[keys.KEPT], app[FEED], app[BUS])
    secret = await shared_secret(app[keys.KEPT], "umami", SECRET_BYTES, secrets.token_bytes)
    app[keys.UMAMI_TOKENS] = UmamiTokens(secret)  # a script shows them to any front
    async with learning, limiting_together(app, app[BUS], shards, shard_of):
        yield
