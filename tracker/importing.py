"""What brings files of other products into the log, and takes them away again."""

from __future__ import annotations

import os
import secrets
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import fields
from pathlib import Path

from aiohttp import web

from tracker.config import Config
from tracker.recording import FILE_RECORDER
from tracker.services.erasing.records import behind_hits
from tracker.services.imports.imports import Imports
from tracker.services.imports.salts import NAME, ImportSalts
from tracker.services.imports.undoing import UndoneImports
from tracker.services.imports.uploaded_files import Upload, UploadedFiles
from tracker.services.imports.uploads import Uploads
from tracker.services.imports.writing import behind
from tracker.services.limits.floor import MB
from tracker.settings.reading import variable_of
from tracker.settings.showing import text_of
from tracker.web import keys


@asynccontextmanager
async def imports(app: web.Application) -> AsyncIterator[None]:
    """Behind the hits, as all of it is."""
    config, db, recorder = app[keys.CONFIG], app[keys.DATABASE], app[FILE_RECORDER]
    salts = ImportSalts(config.data_dir / NAME, secrets.token_bytes, app[keys.SETTLED])
    app[keys.IMPORTS] = Imports(
        db,
        app[keys.SITES],
        behind(recorder, app[keys.SITE_HEADS], time.monotonic),
        salts,
        app[keys.CLOCK],
        config.retention_days,
    )
    undone = UndoneImports(db, behind_hits(recorder), salts, app[keys.CLOCK])
    undone.erased = app[keys.SWEEP].wake
    app[keys.UNDONE_IMPORTS] = undone
    uploads = app[keys.UPLOADS] = Uploads(
        UploadedFiles(config.data_dir / "imports", config.free_mb * MB),
        app[keys.CLOCK],
        command_of,
        environment_of(config),
    )
    async with undone.working(), uploads.working():
        yield


def command_of(upload: Upload, file: Path) -> list[str]:
    """The command that imports what was sent, under the name it had there."""
    program = [sys.executable, "-c", "from tracker.cli import tracker; tracker()"]
    settings = ["--env-file", os.devnull, "import", str(file.absolute()), "--json"]
    said = ["--site", str(upload.site_id), "--user", str(upload.user_id)]
    return [*program, *settings, *said, "--called", upload.name, "--progress-lines"]


def environment_of(config: Config) -> dict[str, str]:
    """The server's own settings, wherever it has them from."""
    settings = {variable_of(each): text_of(getattr(config, each.name)) for each in fields(config)}
    return {**os.environ, **settings}
