"""The database as long as the server runs: opened, copied, and rid of what is old."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

from aiohttp import web

from tracker.services.erasing.day_sums import DaySums
from tracker.services.erasing.kept_sums import FileSums, UnwantedSums
from tracker.services.erasing.old_visits import FileVisits
from tracker.services.erasing.pruning import Pruning
from tracker.services.erasing.records import behind_hits
from tracker.services.erasing.refused_days import OldRefusedDays
from tracker.services.reports.leaving import LeavingSums
from tracker.services.sites.revoking import Revoked, RevokedBeside
from tracker.services.upkeep.backups import Backups
from tracker.services.upkeep.open_database import OpenDatabase
from tracker.services.upkeep.stored import OwnFile
from tracker.storage.accounts.ahead_of_time import put_right
from tracker.storage.disk.lock import data_folder
from tracker.storage.disk.private_files import OTHERS, close_to_others
from tracker.storage.file.database import Database
from tracker.storage.log.standing import last_sign
from tracker.web import keys

log = logging.getLogger(__name__)

NO_ROOM = "the disk is nearly full, or may only be read"


@asynccontextmanager
async def database(app: web.Application) -> AsyncIterator[None]:
    """The data folder's lock and the SQLite file."""
    config = app[keys.CONFIG]
    with data_folder(config.data_dir, "serving, or about to") as app[keys.FOLDER]:
        app[keys.MAINTENANCE].load()
        path = config.data_dir / "tracker.db"
        opened = Database.open(path, config.durability, config.environment)
        async with opened as app[keys.DATABASE]:
            folders = config.data_dir, config.backups
            still_open = OpenDatabase(app[keys.DATABASE], folders, app[keys.CLOCK])
            app[keys.OPEN_DATABASE] = still_open
            tell_of_open_files(config.data_dir)
            app[keys.SETTLED].begin(await last_sign(app[keys.DATABASE]))
            async with still_open.watched():
                yield


@asynccontextmanager
async def kept(app: web.Application) -> AsyncIterator[None]:
    """What people keep: in the same file."""
    app[keys.KEPT] = app[keys.DATABASE]
    async with looked_after(app, RevokedBeside(app[keys.CONFIG].data_dir)):
        yield


@asynccontextmanager
async def looked_after(app: web.Application, revoked: Revoked) -> AsyncIterator[None]:
    """What is revoked stays so, and what was begun while the clock was ahead is put right."""
    app[keys.REVOKED] = revoked
    await revoked.again(app[keys.KEPT])
    async with app[keys.SETTLED].looking(partial(put_right, app[keys.KEPT])):
        yield


def tell_of_open_files(folder: Path) -> None:
    """What others could read until now, and that they may look into the folder."""
    with suppress(OSError):  # a read-only disk
        for each in close_to_others(folder):
            log.warning("Others could read %s: it is the server's alone now.", each)
    if folder.stat().st_mode & OTHERS:
        log.warning("Others may look into %s: chmod 700 %s", folder, folder)


@asynccontextmanager
async def backups(app: web.Application) -> AsyncIterator[None]:
    """Copies of the database, made beside the serving."""
    config, path = app[keys.CONFIG], app[keys.DATABASE].path
    made = Backups(path, config.backups, config.backups_kept, app[keys.CLOCK])
    made.hindrance = partial(hindrance_of_copies, app)
    app[keys.BACKUPS] = made
    app[keys.STORED] = OwnFile(config, app[keys.DATABASE], made)
    async with made.working(config.backup_every):
        yield


def hindrance_of_copies(app: web.Application) -> str:
    """Why a copy would not be of the database, or would take the room that hits need."""
    db = app[keys.DATABASE]
    if db.moved:
        return db.read_only
    return app[keys.FLOOR].hindrance(app[keys.CONFIG].backups, db.size())


@asynccontextmanager
async def pruning(app: web.Application) -> AsyncIterator[None]:
    """The end of what is older than its site keeps it."""
    reports, now = app[keys.FOLLOWED_REPORTS], app[keys.CLOCK]
    leaving = LeavingSums(reports.in_turn, now, lambda: NO_ROOM if reports.hindered else "")
    record = behind_hits(app[keys.RECORDER])
    app[keys.PRUNING] = Pruning(
        FileVisits(app[keys.DATABASE]),
        app[keys.LOG],
        app[keys.SITES],
        DaySums(leaving, app[keys.SITES], record, now, app[keys.SETTLED].steady),
        now,
        app[keys.CONFIG].retention_days,
        app[keys.SETTLED],
    )
    app[keys.PRUNING].erased = app[keys.SWEEP].wake
    counts = OldRefusedDays(
        app[keys.KEPT], app[keys.SITES], app[keys.PRUNING].days_of, app[keys.SETTLED]
    )
    sums = app[keys.UNWANTED_SUMS] = UnwantedSums(
        app[keys.KEPT], FileSums(app[keys.DATABASE]), app[keys.SITES], record, now
    )
    async with app[keys.PRUNING].working(), counts.working(), sums.working():
        yield
