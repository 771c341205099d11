"""A copy of a database that is in use: whole, checked and on disk, or not there at all."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from tracker.storage.file.errors import ReadTooSlow, StorageError, own_words

STEP = 4 * 1024 * 1024  # bytes that are synced at once: what a commit beside it may wait for
LOOK_EVERY = 500  # steps of SQLite's machine
SPARE = 1024 * 1024  # bytes that must be free beside the copy
MOST_FAULTS = 20  # as the statement says that looks for them

Show = Callable[[int, int], None]  # so many bytes are written of about so many


class CopyFailed(Exception):
    """There is no copy; the message says why and what to do."""


class Stopped(CopyFailed):
    """Nobody wants the copy any more."""


def copy_database(
    source: Path, target: Path, show: Show = lambda *_: None, stop: threading.Event | None = None
) -> None:
    """Write what is committed now into `target`, which appears only once it is sound and synced.

    Blocks. Its connection only reads, so it never checkpoints and may stand beside the writer.
    Raises CopyFailed or StorageError, and leaves nothing then."""
    with closing(reading(source)) as connection:
        copy_what_is_open(connection, source, size_of(source), target, show, stop)


def copy_what_is_open(  # noqa: PLR0917
    connection: sqlite3.Connection,
    source: Path,
    size: int,
    target: Path,
    show: Show = lambda *_: None,
    stop: threading.Event | None = None,
) -> None:
    """The same of a connection that is open already, wherever its file is by now; `source` is
    only its name."""
    part = target.with_name(f".{target.name}.part")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _need_room(target.parent, size)
    part.unlink(missing_ok=True)
    opened = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        _fill(connection, part, _Pace(opened, size, show, stop or threading.Event()))
        os.fsync(opened)
        if faults := faults_in(part):
            raise CopyFailed(f"The copy of {source} is not sound: {faults[0]}. {VERIFY}")
        part.replace(target)
        sync_folder(target.parent)
    finally:
        os.close(opened)
        part.unlink(missing_ok=True)


VERIFY = "Nothing was replaced; `tracker verify` says more."


def size_of(database: Path) -> int:
    """Bytes of the file and of what waits in its write-ahead log."""
    files = (database, database.with_name(f"{database.name}-wal"))
    return sum(file.stat().st_size for file in files if file.exists())


def reading(path: Path, ours: bool = False) -> sqlite3.Connection:
    """A connection that changes nothing, not even the files beside the database."""
    uri = uri_of(path, ours)
    with own_words():
        return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)


def uri_of(path: Path, ours: bool = False) -> str:
    """The file's name for whoever only reads. `ours`: nobody else writes, we hold the lock.

    Whoever writes has the write-ahead log open: without one, or with an empty one that is nobody
    else's, the file is taken as immutable, which also works where nothing may be written."""
    log = path.with_name(f"{path.name}-wal")
    empty = not log.exists() or not log.stat().st_size
    alone = empty and (ours or not log.exists() or not os.access(path.parent, os.W_OK))
    return f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if alone else ''}"


def faults_in(path: Path, most: int = 1) -> list[str]:
    """SQLite's complaints about a file that nobody writes: its pages, indexes, foreign keys; no
    more than `most` of them, MOST_FAULTS at the utmost.

    Blocks, about 5 s a GB."""
    try:
        with own_words(), closing(reading(path)) as connection:
            # Never as a table, pragma_integrity_check(?): from 3.46 on that takes the number for
            # a table's name.
            said = connection.execute("pragma integrity_check(20)")
            faults = [one_line(str(row[0])) for row in said if row[0] != "ok"]
            faults += orphans(connection)
    except StorageError as error:
        return [str(error)]
    return faults[:most]


def orphans(connection: sqlite3.Connection) -> Iterator[str]:
    """Rows that name a row which is not there."""
    for table, rowid, parent, _ in connection.execute("pragma foreign_key_check"):
        yield f"row {rowid} of {table} names a row of {parent} that is missing"


def one_line(said: str) -> str:
    """SQLite's complaint without its heading."""
    return " ".join(said.removeprefix("*** in database main ***").split())


def sync_folder(folder: Path) -> None:
    """A rename is on disk once its folder is; shares of other machines know no such wish."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise
    finally:
        os.close(opened)


def _need_room(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < size + SPARE:
        raise CopyFailed(
            f"{folder} has {free // 1_000_000:,} MB free, the copy needs "
            f"{(size + SPARE) // 1_000_000 + 1:,} MB. Make room, or choose another folder."
        )


def _fill(connection: sqlite3.Connection, part: Path, pace: _Pace) -> None:
    with own_words():
        connection.execute("pragma busy_timeout = 5000")
        connection.execute("pragma synchronous = off")  # _Pace syncs, a little at a time
        connection.execute("pragma cache_size = -512")  # or nothing is written before the end
    connection.set_progress_handler(pace, LOOK_EVERY)
    try:
        with own_words():
            connection.execute("vacuum into ?", (str(part),))
    except ReadTooSlow as error:  # the pace has interrupted it
        raise Stopped("The copy was stopped.") from error
    finally:
        connection.set_progress_handler(None, 0)


class _Pace:
    """Called by SQLite while it copies: tells how far it is, and keeps the disk's queue short, so
    that a commit's own sync never waits for a whole copy to be written."""

    def __init__(self, file: int, size: int, show: Show, stop: threading.Event) -> None:
        self._file = file
        self._size = size
        self._show = show
        self._stop = stop
        self._synced = 0

    @property
    def stopped(self) -> bool:
        return self._stop.is_set()

    def __call__(self) -> int:
        written = os.fstat(self._file).st_size
        if written - self._synced >= STEP:
            os.fdatasync(self._file)
            self._synced = written
            self._show(min(written, self._size), self._size)
        return int(self.stopped)
