"""Alerts and reports by mail, where several processes are one server, as parts of the
application: the part of alerting.py that any front has, and what one of them does for all."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial

from aiohttp import web

from tracker.alerting import RANDOM_BYTES, watching
from tracker.engines import BUS, SHARD_LOG
from tracker.services.alerts.alerts import Alerts
from tracker.services.alerts.changes import AlertChanges
from tracker.services.alerts.keeping import Fence
from tracker.services.alerts.learned import Learning
from tracker.services.alerts.outbox import Outbox
from tracker.services.alerts.report_mails import ReportMails
from tracker.services.alerts.shard_alerts import ShardAlerts
from tracker.services.alerts.shared_alerts import SharedAlerts
from tracker.services.alerts.webhooks import Webhooks
from tracker.services.sequencing.jobs import Working
from tracker.services.sequencing.roles import Role, by_number
from tracker.storage.postgres.done import SharedTurns
from tracker.web import keys
from tracker.web.alerts.paused import why_paused
from tracker.web.alerts.sending import send

HELD: web.AppKey[dict[int, Alerts]] = web.AppKey("held alerts")  # by shard
SHARED_ALERTS = web.AppKey("shared alerts", SharedAlerts)
WATCHES: web.AppKey[Mapping[str, Role]] = web.AppKey("watches")  # by the name of the lease
SENDING: web.AppKey[Sequence[Working]] = web.AppKey("sending")


def watching_together(app: web.Application) -> SharedAlerts:
    """In the place of alerting.watching: what pages ask, whoever watches the site."""
    held = app[HELD] = {}
    shared = SharedAlerts(
        app[keys.KEPT],
        app[keys.SITES],
        app[keys.CLOCK],
        app[BUS],
        held,
        app[keys.SITES].shard_of,
        partial(why_paused, app),
    )
    app[keys.ALERTS] = app[SHARED_ALERTS] = shared
    return shared


@asynccontextmanager
async def alerting_together(app: web.Application) -> AsyncIterator[None]:
    """What people change about alerts, and what is told of them. It gives WATCHES and SENDING to
    whoever does what is done once. It needs the reports."""
    db, now, alerts = app[keys.KEPT], app[keys.CLOCK], app[SHARED_ALERTS]
    async with Webhooks.open(app[keys.CONFIG].alert_networks) as webhooks, alerts.hearing():
        outbox = Outbox(db, partial(send, app, webhooks), now, alerts.paused, is_alone=False)
        token = partial(secrets.token_urlsafe, RANDOM_BYTES)
        app[keys.ALERT_CHANGES] = AlertChanges(
            db, app[keys.REVOKED], alerts, token, now, outbox.wake
        )
        reports = app[keys.REPORT_MAILS] = ReportMails(db, now, token, outbox.wake, alerts.paused)
        app[SENDING] = outbox.working, reports.working
        shards = range(app[keys.CONFIG].shards)
        app[WATCHES] = {f"alerts-{n}": by_number(watch_of(app, n, outbox).run) for n in shards}
        yield


def watch_of(app: web.Application, shard: int, outbox: Outbox) -> ShardAlerts:
    """Sees what the alerts of the shard's sites say."""
    db, now, shard_of = app[keys.KEPT], app[keys.CLOCK], app[keys.SITES].shard_of
    learning = Learning(app[keys.FACTS], app[keys.REPORTS], app[keys.REFUSED_DAYS], now)

    def make(fence: Fence) -> Alerts:
        alerts = watching(app, fence)
        alerts.kept, alerts.told = outbox.wake, app[SHARED_ALERTS].tell
        return alerts

    def is_ours(site_id: int) -> bool:
        return site_id in app[keys.SITES].by_id and shard_of(site_id) == shard

    turns, log, held = SharedTurns(db), app[SHARD_LOG], app[HELD]
    return ShardAlerts(shard, log, turns, make, is_ours, learning.of, now, held)
