"""Alerts, from what is committed to whom it is told, as a part of the application."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from aiohttp import web

from tracker.services.alerts.alerts import Alerts
from tracker.services.alerts.changes import AlertChanges
from tracker.services.alerts.keeping import Fence
from tracker.services.alerts.learned import Learning
from tracker.services.alerts.outbox import Outbox
from tracker.services.alerts.report_mails import ReportMails
from tracker.services.alerts.webhooks import Webhooks
from tracker.storage.alerts.leaves import leaves_of
from tracker.web import keys
from tracker.web.alerts.paused import why_paused
from tracker.web.alerts.sending import send

RANDOM_BYTES = 32  # of a link's token


def watching(app: web.Application, fence: Fence | None = None) -> Alerts:
    """What is told of hits from the first one on. `fence`: where others watch other sites."""
    return Alerts(
        app[keys.KEPT],
        app[keys.SITES],
        app[keys.CLOCK],
        mails=app[keys.MAILER].sends and bool(app[keys.CONFIG].public_url),
        paused=partial(why_paused, app),
        fence=fence,
    )


@asynccontextmanager
async def alerting(app: web.Application) -> AsyncIterator[None]:
    """What has happened is told while the context is open. It needs the reports, to learn what is
    usual."""
    db, now, alerts = app[keys.KEPT], app[keys.CLOCK], app[keys.ALERTS]
    learning = Learning(app[keys.FACTS], app[keys.REPORTS], app[keys.REFUSED_DAYS], now)
    async with Webhooks.open(app[keys.CONFIG].alert_networks) as webhooks:
        outbox = Outbox(db, partial(send, app, webhooks), now, alerts.paused)
        alerts.kept = outbox.wake
        token = partial(secrets.token_urlsafe, RANDOM_BYTES)
        app[keys.ALERT_CHANGES] = AlertChanges(
            db, app[keys.REVOKED], alerts, token, now, outbox.wake
        )
        reports = app[keys.REPORT_MAILS] = ReportMails(db, now, token, outbox.wake, alerts.paused)
        await alerts.load(app[keys.WHOLE_LOG], partial(leaves_of, app[keys.DATABASE]))
        async with outbox.working(), alerts.working(learning.of), reports.working():
            yield
