"""What people keep, where other processes keep it, too, as a part of the application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from tracker.keeping import looked_after
from tracker.storage.postgres.accounts import PostgresAccounts
from tracker.web import keys


@asynccontextmanager
async def kept_in_postgres(app: web.Application, address: str) -> AsyncIterator[None]:
    """In keeping.kept's place. Raises Unusable or StorageError."""
    async with PostgresAccounts.open(address) as app[keys.KEPT], looked_after(app):
        yield
