"""What brings files of other products into the log, and takes them away again."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from tracker.services.erasing.records import behind_hits
from tracker.services.imports.imports import Imports
from tracker.services.imports.salts import NAME, ImportSalts
from tracker.services.imports.undoing import UndoneImports
from tracker.services.imports.writing import behind
from tracker.web import keys


@asynccontextmanager
async def imports(app: web.Application) -> AsyncIterator[None]:
    """Behind the hits, as all of it is."""
    config, db, recorder = app[keys.CONFIG], app[keys.DATABASE], app[keys.RECORDER]
    salts = ImportSalts(config.data_dir / NAME, secrets.token_bytes, app[keys.SETTLED])
    app[keys.IMPORTS] = Imports(
        db,
        app[keys.SITES],
        behind(recorder, app[keys.SITE_HEADS]),
        salts,
        app[keys.CLOCK],
        config.retention_days,
    )
    undone = UndoneImports(db, behind_hits(recorder), salts, app[keys.CLOCK])
    undone.erased = app[keys.SWEEP].wake
    app[keys.UNDONE_IMPORTS] = undone
    async with undone.working():
        yield
