"""What people keep, where other processes keep it, too, as a part of the application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from tracker.keeping import looked_after
from tracker.services.sites.revoking import Revoked
from tracker.storage.postgres.accounts import PostgresAccounts
from tracker.storage.processes.settings_feed import SettingsFeed
from tracker.together import remembering_together
from tracker.web import keys

FEED: web.AppKey[SettingsFeed] = web.AppKey("feed")


@asynccontextmanager
async def kept_in_postgres(
    app: web.Application, address: str, revoked: Revoked
) -> AsyncIterator[None]:
    """In keeping.kept's place. What proves who somebody is is known to all from here on. Raises
    Unusable or StorageError."""
    async with PostgresAccounts.open(address) as opened:
        app[keys.KEPT], app[FEED] = opened, opened.feed
        async with remembering_together(app, opened), looked_after(app, revoked):
            yield
