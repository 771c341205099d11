"""Whether the database's names still lead to the files that this process has open.

SQLite writes on into a file that was removed, renamed or replaced, and says nothing: whatever was
committed is gone with the last connection. So the names are looked at after each commit; that takes
a few microseconds. No file is opened here but by SQLite: closing another descriptor of a database
would drop its locks."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

ENDINGS = ("-wal", "-shm")


class Moved(StrEnum):
    """What became of the files."""

    GONE = "tracker.db was removed or renamed while the server had it open"
    ANOTHER = "another file was put in the place of tracker.db while the server had it open"
    OVERWRITTEN = "another program has written into tracker.db while the server had it open"
    LOG_GONE = "tracker.db-wal or -shm was removed or replaced while the server had it open"


class Looks(NamedTuple):
    """A file as its name leads to it."""

    device: int
    inode: int
    size: int
    changed: int  # ns

    @property
    def identity(self) -> tuple[int, int]:
        return self[:2]


class Header(NamedTuple):
    """The first page of the file itself, without what waits in the write-ahead log."""

    schema: int
    version: int
    application: int
    pages: int

    def may_follow(self, earlier: Header, logical: Header) -> bool:
        """Whether our own checkpoints can have made this of `earlier`; they never shrink a file.
        `logical`: as it is with what waits in the log."""
        return self[:3] in (earlier[:3], logical[:3]) and self.pages >= earlier.pages


class OpenFiles:
    """The files of one database, noted once they are open."""

    def __init__(self, path: Path, keeper: sqlite3.Connection) -> None:
        self._path = path.resolve()
        self._beside = [self._path.with_name(self._path.name + ending) for ending in ENDINGS]
        self._others = [identity(file) for file in self._beside]
        self._file = self._there = looks(self._path)
        self._header = header_in(self._path)
        self._logical = header_of(keeper)

    @property
    def is_unchanged(self) -> bool:
        """Whether nobody had written into the file by the last look at it."""
        return self._there == self._file

    def moved(self) -> Moved | None:
        """What is not in its place any more."""
        there, noted = looks(self._path), self._file
        self._there = there
        if there is None or noted is None:
            return Moved.GONE
        if there.identity != noted.identity:
            return Moved.ANOTHER
        if [identity(file) for file in self._beside] != self._others:
            return Moved.LOG_GONE
        return Moved.OVERWRITTEN if there.size < noted.size else None

    def changed(self, ours: bool) -> Moved | None:
        """Look into a file that is not `is_unchanged`. `ours`: a checkpoint may have been at work;
        without one, only the same first page can be trusted. Blocks for a moment."""
        header, known = header_in(self._path), self._header
        if header is None or known is None:
            return Moved.OVERWRITTEN
        if header != known and not (ours and header.may_follow(known, self._logical)):
            return Moved.OVERWRITTEN
        self._file, self._header = self._there, header
        return None

    def set_log_aside(self) -> bool:
        """Where the file at our name would be spoilt by our write-ahead log, the log gets another
        name, so that nobody who opens that file reads it in. Whether it had to be. The connections
        go on with it. Blocks for a moment."""
        there, log, index = looks(self._path), *self._beside
        if there is None or self._file is None or self._is_still_ours(there):
            return False
        with suppress(OSError):
            if identity(log) == self._others[0]:
                log.rename(log.with_name(f"{self._path.stem}-left-{self._file.inode}.db-wal"))
            if identity(index) == self._others[1]:
                index.unlink()
        return True

    def _is_still_ours(self, there: Looks) -> bool:
        header, known = header_in(self._path), self._header
        if self._file is None or header is None or known is None:
            return False
        same = there.identity == self._file.identity
        return same and header.may_follow(known, self._logical)


def looks(path: Path) -> Looks | None:
    """None where there is no such file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return Looks(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def identity(path: Path) -> tuple[int, int] | None:
    """What tells the file from any other; None where there is none."""
    found = looks(path)
    return found and found.identity


def header_in(path: Path) -> Header | None:
    """None where it cannot be read. Blocks.

    A checkpoint that waits for a reader may have moved the first page, which counts the last ones,
    before these. SQLite takes that for damage unless it is told that somebody mends the file."""
    uri = f"{path.as_uri()}?mode=ro&immutable=1"
    with suppress(sqlite3.Error), closing(sqlite3.connect(uri, uri=True)) as connection:
        connection.execute("pragma writable_schema = on")
        return header_of(connection)
    return None


def header_of(connection: sqlite3.Connection) -> Header:
    """As the connection sees it."""
    found = (connection.execute(pragma).fetchone()[0] for pragma in HEADER)
    return Header(*found)


HEADER = (
    "pragma schema_version",
    "pragma user_version",
    "pragma application_id",
    "pragma page_count",
)
