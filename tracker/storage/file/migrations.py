"""Numbered SQL files, each applied once in one transaction; `user_version` counts them."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from tracker.storage.file.copies import copy_database, orphans, reading
from tracker.storage.file.errors import own_words

log = logging.getLogger(__name__)

SCHEMA = Path(__file__).parent / "schema"
APPLICATION_ID = 0x74726B72  # "trkr", so that `file` and we can tell this database from others


class Unusable(Exception):
    """The file cannot be worked with; the message says why and what to do."""


class NewerDatabase(Unusable):
    """The file was written by a later release than this one."""


class NotOurs(Unusable):
    """The file is a SQLite database of some other program."""


def check(connection: sqlite3.Connection, path: Path) -> int:
    """The version of a file that is ours and that we know; reads only.

    Raises NewerDatabase or NotOurs, or StorageError where it cannot be read.
    """
    with own_words():
        version = _pragma(connection, "user_version")
        application = _pragma(connection, "application_id")
        tables = connection.execute("select 1 from sqlite_master limit 1").fetchall()
    if application not in (0, APPLICATION_ID) or (application == 0 and tables):
        raise NotOurs(f"{path} belongs to another program. Point DATA_DIR somewhere else.")
    if version > NEWEST:
        raise newer(str(path), version, NEWEST)
    return version


def newer(name: str, version: int, newest: int) -> NewerDatabase:
    """What is said of a database whose schema nobody here knows."""
    return NewerDatabase(
        f"{name} has schema {version}, this release knows {newest}. "
        "Install the release that wrote it, or restore the copy made before its migration."
    )


def schema_of(path: Path) -> int:
    """The file's version, whoever wrote it; reads only. Raises StorageError."""
    with own_words(), closing(reading(path)) as connection:
        return _pragma(connection, "user_version")


def migrate(path: Path, schema: Path = SCHEMA) -> int:
    """Bring a checked file to the newest version; a non-empty one is copied beside itself first.

    Blocks. The version that it had is given back: 0 for a new one. Raises Unusable where a step
    would leave a row that names a missing one, CopyFailed, and StorageError."""
    steps = steps_of(schema)
    newest = max(steps)
    with own_words(), closing(sqlite3.connect(path, isolation_level=None)) as writer:
        # A step that builds a table anew drops the old one: with foreign keys on that would delete
        # all rows that name its rows.
        writer.execute("pragma foreign_keys = off")
        writer.execute("pragma secure_delete = on")  # what such a step leaves behind, too
        version = _pragma(writer, "user_version")
        if 0 < version < newest:
            copy = path.with_name(f"{path.stem}-before-{version + 1:03}{path.suffix}")
            copy_database(path, copy)
            log.info("The database is upgraded: schema %d -> %d, copy %s", version, newest, copy)
        due = [number for number in steps if number > version]
        # A new file is made as a whole: each transaction waits for the disk.
        for together in [due] if version == 0 else [[number] for number in due]:
            _apply(writer, {number: steps[number].read_text() for number in together})
    return version


def steps_of(schema: Path) -> dict[int, Path]:
    """The files by their numbers, in order."""
    return {int(file.name[:3]): file for file in sorted(schema.glob("[0-9][0-9][0-9]_*.sql"))}


def _apply(writer: sqlite3.Connection, steps: dict[int, str]) -> None:
    """All of them or none."""
    try:
        writer.execute("begin immediate")
        for number, text in steps.items():
            if _pragma(writer, "user_version") < number:  # a second process may have been faster
                _step(writer, number, text)
        writer.execute("commit")
    except BaseException:
        writer.rollback()
        raise


def _step(writer: sqlite3.Connection, number: int, text: str) -> None:
    for statement in statements(text):
        writer.execute(statement)
    _refuse_orphans(writer, number)
    writer.execute(f"pragma application_id = {APPLICATION_ID:d}")
    writer.execute(f"pragma user_version = {number:d}")


def _refuse_orphans(writer: sqlite3.Connection, number: int) -> None:
    for orphan in orphans(writer):
        raise Unusable(
            f"The upgrade to schema {number} was taken back: {orphan}. The database is as it was. "
            "Go back to the release before, and report this."
        )


def statements(text: str) -> Iterator[str]:
    """The single statements of a schema file; triggers and `;` inside strings stay whole."""
    pending = ""
    for line in text.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
    if pending.strip():
        yield pending


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"pragma {name}").fetchone()[0])


NEWEST = max(steps_of(SCHEMA))
