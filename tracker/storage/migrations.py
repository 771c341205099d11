"""Numbered SQL files, each applied once in one transaction; `user_version` counts them."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import aiosqlite

from tracker.storage.copies import copy_database

SCHEMA = Path(__file__).parent / "schema"
APPLICATION_ID = 0x74726B72  # "trkr", so that `file` and we can tell this database from others


class Unusable(Exception):
    """The file cannot be worked with; the message says why and what to do."""


class NewerDatabase(Unusable):
    """The file was written by a later release than this one."""


class NotOurs(Unusable):
    """The file is a SQLite database of some other program."""


def check(connection: sqlite3.Connection, path: Path, schema: Path = SCHEMA) -> int:
    """The version of a file that is ours and that we know; reads only.

    Raises NewerDatabase or NotOurs.
    """
    version, newest = _pragma(connection, "user_version"), max(_steps(schema))
    application = _pragma(connection, "application_id")
    tables = connection.execute("select 1 from sqlite_master limit 1").fetchall()
    if application not in (0, APPLICATION_ID) or (application == 0 and tables):
        raise NotOurs(f"{path} belongs to another program. Point DATA_DIR somewhere else.")
    if version > newest:
        raise NewerDatabase(
            f"{path} has schema {version}, this release knows {newest}. "
            "Install the release that wrote it, or restore the copy made before its migration."
        )
    return version


async def migrate(writer: aiosqlite.Connection, path: Path, schema: Path = SCHEMA) -> int:
    """Bring a checked file to the newest version; a non-empty one is copied beside itself first.

    The version that it had is given back: 0 for a new one."""
    steps = _steps(schema)
    newest, version = max(steps), await _number(writer, "user_version")
    if 0 < version < newest:
        before = path.with_name(f"{path.stem}-before-{version + 1:03}{path.suffix}")
        await asyncio.to_thread(copy_database, path, before)
    for number, file in steps.items():
        if number > version:
            await _apply(writer, number, file.read_text())
    return version


def _steps(schema: Path) -> dict[int, Path]:
    return {int(file.name[:3]): file for file in sorted(schema.glob("[0-9][0-9][0-9]_*.sql"))}


async def _apply(writer: aiosqlite.Connection, number: int, text: str) -> None:
    try:
        await writer.execute("begin immediate")
        if await _number(writer, "user_version") < number:  # a second process may have been faster
            for statement in statements(text):
                await writer.execute(statement)
            await writer.execute(f"pragma application_id = {APPLICATION_ID:d}")
            await writer.execute(f"pragma user_version = {number:d}")
        await writer.execute("commit")
    except BaseException:
        await writer.rollback()
        raise


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


async def _number(writer: aiosqlite.Connection, pragma: str) -> int:
    row = await (await writer.execute(f"pragma {pragma}")).fetchone()
    return int(row[0]) if row else 0


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"pragma {name}").fetchone()[0])


NEWEST = max(_steps(SCHEMA))
