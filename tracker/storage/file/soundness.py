"""Whether a file may be written to: looked at before anything is, and while it is checked."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tracker.storage.file.copies import one_line, reading
from tracker.storage.file.errors import Damaged, StorageError, own_words
from tracker.storage.file.migrations import NEWEST, Unusable, check
from tracker.storage.file.run_marks import RunMarks
from tracker.storage.threads import in_a_thread

CHECK_WITHIN = 0.5  # seconds that a start waits for the check; then it goes on beside the serving
SMALL = 100_000_000  # bytes: for more than can be checked so soon it does not wait at all

NO_RIGHT = (
    "the file or its folder cannot be written: check who owns them and whether the disk is mounted "
    "read-only, then restart"
)
UNWRITABLE = {
    sqlite3.SQLITE_READONLY: NO_RIGHT,
    sqlite3.SQLITE_CANTOPEN: NO_RIGHT,
    sqlite3.SQLITE_PERM: NO_RIGHT,
    sqlite3.SQLITE_FULL: "the disk is full: make room",
    sqlite3.SQLITE_IOERR: "the disk is full or reports errors: make room, or mend it and restart",
}


class Start(NamedTuple):
    """How a file may be opened. `checking` tells, some time later, what `quick_check` says."""

    read_only: str  # why nothing may be written; "" = it may
    checking: asyncio.Future[str] | None = None
    damage: str = ""  # what SQLite complains of


async def look_at(path: Path) -> Start:
    """Read what has to be known before the file is opened for writing. Changes nothing.

    Raises migrations.Unusable, or StorageError where nothing can be read."""
    marks = RunMarks(path)
    if not path.exists() or path.stat().st_size == 0:
        if marks.used:
            raise Unusable(LOST.format(path=path))
        return Start("")
    version = await asyncio.to_thread(_check, path)
    start = Start(LOG_LOST) if marks.log_is_missing else Start("")
    if not start.read_only and not marks.untouched:
        start = await _checked(path, version < NEWEST)
    if start.read_only and version < NEWEST:
        raise Unusable(TOO_OLD.format(path=path, why=start.read_only))
    return start


async def _checked(path: Path, is_old: bool) -> Start:
    """The end is waited for where an upgrade would move pages under the check, which may take
    that for damage."""
    checking = begun_check(path)
    within = CHECK_WITHIN if path.stat().st_size < SMALL else 0
    await asyncio.wait({checking}, timeout=None if is_old else within)
    if not checking.done() or checking.exception():
        return Start("", checking)
    said = checking.result()
    return Start("") if said == "ok" else Start(damaged(said), damage=said)


def begun_check(path: Path) -> asyncio.Future[str]:
    """What `quick_check` will say, or why it could not be done."""
    return asyncio.ensure_future(in_a_thread(partial(quick_check, path), "check"))


TOO_OLD = "{path} is of an older release and cannot be brought up to date: {why}."


LOST = (
    "{path} is missing or empty, though a server has worked with it. Is its disk mounted? Put it "
    "back, or bring in a backup with `tracker restore FILE`. To begin anew, delete the files "
    "`running` and `stopped` beside it."
)
LOG_LOST = (
    "tracker.db-wal is missing, though the last run ended without a goodbye: what it held is "
    "missing too. Put it back beside tracker.db; or delete the file `running` there to go on "
    "without it; then restart"
)


def damaged(said: str) -> str:
    """What to do about a file that SQLite complains of."""
    return f"the database is damaged ({said}): stop the server and restore a backup"


def quick_check(path: Path) -> str:
    """SQLite's own word on the file: "ok", or its first complaint. Blocks, about 1 s a GB."""
    try:
        with own_words(), closing(reading(path, ours=True)) as connection:
            return one_line(str(connection.execute("pragma quick_check(1)").fetchone()[0]))
    except StorageError as error:
        return str(error)


def why_unwritable(path: Path, error: StorageError) -> str:
    """Why the file can only be read; "" where the error says something else.

    Raises Unusable for one of an older release, which would have to be migrated."""
    is_damage = isinstance(error, Damaged)
    why = damaged(str(error)) if is_damage else UNWRITABLE.get(error.code, "")
    version = _check(path) if why else 0
    if not version:
        return ""  # there was none before: nothing to read
    if version < NEWEST:
        raise Unusable(TOO_OLD.format(path=path, why=why))
    return why


def _check(path: Path) -> int:
    with own_words(), closing(reading(path, ours=True)) as connection:
        return check(connection, path)
