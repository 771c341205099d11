"""The whole server on one page: what it is made of, in order of need."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from tracker.config import Config
from tracker.services.site_directory import SiteDirectory
from tracker.storage.database import Database
from tracker.storage.lock import data_folder
from tracker.web import keys
from tracker.web.routes import ROUTES
from tracker.web.shell import set_up_shell


def create_app(config: Config) -> web.Application:
    """The application; opening and closing what it needs is bound to its start and cleanup."""
    app = web.Application(client_max_size=32 * 1024)
    app[keys.CONFIG] = config
    app[keys.CLOCK] = wall_clock
    app.cleanup_ctx.extend([database, sites])
    app.add_routes(ROUTES)
    set_up_shell(app)
    return app


def wall_clock() -> int:
    """Now, in ms since 1970, UTC."""
    return time.time_ns() // 1_000_000


@asynccontextmanager
async def database(app: web.Application) -> AsyncIterator[None]:
    """The data folder's lock and the SQLite file."""
    config = app[keys.CONFIG]
    with data_folder(config.data_dir, f"serving {config.host}:{config.port}"):
        path = config.data_dir / "tracker.db"
        async with Database.open(path, config.durability) as app[keys.DATABASE]:
            yield


@asynccontextmanager
async def sites(app: web.Application) -> AsyncIterator[None]:
    """Every site in memory, for the beacons."""
    app[keys.SITES] = await SiteDirectory.load(app[keys.DATABASE])
    yield
