"""What answers questions about visits, as a part of the application."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from aiohttp import web

from tracker.services.reports.followed_reports import FollowedReports
from tracker.services.reports.shared_reports import SharedReports
from tracker.services.reports.strangers_reports import StrangersReports
from tracker.services.sites.badge_numbers import BadgeNumbers
from tracker.storage.reports.opening import NAME
from tracker.storage.sites.badges import badge_by_token
from tracker.web import keys
from tracker.web.badges.counting import counted


@asynccontextmanager
async def reports(app: web.Application) -> AsyncIterator[None]:
    """They follow the log; nothing waits for them."""
    config, db, floor = app[keys.CONFIG], app[keys.DATABASE], app[keys.FLOOR]
    followed = app[keys.FOLLOWED_REPORTS] = app[keys.ENGINE] = FollowedReports(
        config.data_dir / NAME,
        db,
        app[keys.WHOLE_LOG],
        app[keys.CLOCK],
        time.monotonic,
        lambda: floor.is_near or bool(db.read_only),
    )
    set_up_answers(app)
    app[keys.SWEEP].swept = followed.texts_have_gone
    async with followed.working():
        yield


def set_up_answers(app: web.Application) -> None:
    """One answer for all who ask the same, whichever engine counts."""
    app[keys.REPORTS] = SharedReports(app[keys.ENGINE], app[keys.SITE_HEADS], time.monotonic)
    app[keys.STRANGERS_REPORTS] = StrangersReports(app[keys.REPORTS])
    app[keys.BADGE_NUMBERS] = BadgeNumbers(
        partial(badge_by_token, app[keys.KEPT]),
        partial(counted, app),
        app[keys.SETTLED].steady,
    )
