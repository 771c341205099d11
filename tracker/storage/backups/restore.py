"""A backup in the place of the database: checked before anything is replaced, the old one kept."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from tracker.storage.backups.folder import dated
from tracker.storage.file.copies import Show, copy_database, faults_in, reading, sync_folder
from tracker.storage.file.errors import StorageError, own_words
from tracker.storage.file.migrations import APPLICATION_ID, Unusable, check
from tracker.storage.file.run_marks import RunMarks


class NoBackup(Exception):
    """The file cannot be restored; the message says why. Nothing was changed."""


def restore(file: Path, database: Path, now: int, show: Show = lambda *_: None) -> Path | None:
    """Put a copy of `file` in the database's place; gives the name that the old one has now.

    Blocks. The data folder's lock must be held. Raises NoBackup, CopyFailed or OSError; the
    database is as it was then."""
    _look_at(file)
    new = database.with_name(f".{database.name}.new")
    try:
        copy_database(file, new, show)
        _make_ours(new)
    except StorageError as error:
        raise NoBackup(f"{file} cannot be copied: {error}.") from error
    kept = _put_aside(database, now)
    new.replace(database)
    RunMarks(database).forget()
    sync_folder(database.parent)
    return kept


def _look_at(file: Path) -> None:
    if not file.is_file():
        raise NoBackup(f"{file} is no file.")
    try:
        with own_words(), closing(reading(file)) as connection:
            check(connection, file)
            (application,) = connection.execute("pragma application_id").fetchone()
    except Unusable as error:
        raise NoBackup(f"{error} Nothing was changed.") from error
    except StorageError as error:
        raise NoBackup(f"{file} cannot be read: {error}. Nothing was changed.") from error
    if application != APPLICATION_ID:
        raise NoBackup(f"{file} is no database of Tracker. Nothing was changed.")
    if faults := faults_in(file):
        raise NoBackup(f"{file} is damaged: {faults[0]}. Nothing was changed.")


CHANGED = {
    "login_session": "delete from login_session",
    "login_step": "delete from login_step",
    "mailed_link": "delete from mailed_link",
    "log": "update log set id = lower(hex(randomblob(8)))",
}


def _make_ours(new: Path) -> None:
    """A session that was revoked after the backup must not come back to life, nor a link that was
    used; and whoever has followed the log knows rows that this one has no more. An older release's
    backup may not have all of these."""
    with own_words(), closing(sqlite3.connect(new, isolation_level=None)) as connection:
        connection.execute("pragma foreign_keys = on")
        tables = connection.execute("select name from sqlite_master where type = 'table'")
        for table in CHANGED.keys() & {name for (name,) in tables.fetchall()}:
            connection.execute(CHANGED[table])


def _put_aside(database: Path, now: int) -> Path | None:
    """The old file under a dated name, its write-ahead log with it: the next must not read that.

    Whatever is cut short leaves `running` without a log, which no start writes over."""
    if not database.exists():
        for left_over in (_log_of(database), _index_of(database)):
            left_over.unlink(missing_ok=True)
        return None
    kept = dated(database, "replaced", now)
    while kept.exists():  # two within a second
        now += 1_000
        kept = dated(database, "replaced", now)
    RunMarks(database).begin()
    os.link(database, kept)
    if _log_of(database).exists():
        _log_of(database).rename(_log_of(kept))
    _index_of(database).unlink(missing_ok=True)
    sync_folder(database.parent)
    return kept


def _log_of(database: Path) -> Path:
    return database.with_name(f"{database.name}-wal")


def _index_of(database: Path) -> Path:
    return database.with_name(f"{database.name}-shm")
