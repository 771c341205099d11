"""What the database may answer instead of doing what it was asked to, in storage's own words:
no other floor knows the engine's."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


class StorageError(Exception):
    """It was not done; what it says is SQLite's own word or a sentence of ours."""

    code = 0  # SQLite's primary one; 0 = it has said nothing


class RefusesForNow(StorageError):
    """The same may be done later."""


class Locked(RefusesForNow):
    """Somebody else has the database for a moment."""


class Unwritable(RefusesForNow):
    """The disk or the system does not let us: full, no right, an error."""


class ReadOnly(RefusesForNow):
    """Nothing can be written until somebody has mended something; what is stored can be read."""


class NotInPlace(ReadOnly):
    """The file that is open is not the one under the database's name any more."""


class ReadTooSlow(RefusesForNow):
    """A read went on for longer than it may and was interrupted."""


class Damaged(StorageError):
    """The file itself is broken."""


class Conflict(StorageError):
    """This can never be written: it goes against what is stored, or no column takes it."""


class Forgotten(StorageError):
    """What is asked for was told too long ago: whoever wants to know reads everything anew."""


class Fenced(Conflict):
    """Others have written to the log where these rows were to stand."""


BY_CODE: dict[int, type[StorageError]] = {
    sqlite3.SQLITE_BUSY: Locked,
    sqlite3.SQLITE_LOCKED: Locked,
    sqlite3.SQLITE_INTERRUPT: ReadTooSlow,
    sqlite3.SQLITE_CORRUPT: Damaged,
    sqlite3.SQLITE_NOTADB: Damaged,
    sqlite3.SQLITE_READONLY: Unwritable,
    sqlite3.SQLITE_CANTOPEN: Unwritable,
    sqlite3.SQLITE_PERM: Unwritable,
    sqlite3.SQLITE_FULL: Unwritable,
    sqlite3.SQLITE_IOERR: Unwritable,
}
# What has none of these codes, or none at all as Python's own errors.
BY_CLASS: tuple[tuple[type[sqlite3.Error], type[StorageError]], ...] = (
    (sqlite3.IntegrityError, Conflict),
    (sqlite3.DataError, Conflict),
    (sqlite3.OperationalError, RefusesForNow),
    (sqlite3.Error, StorageError),
)


@contextmanager
def own_words() -> Iterator[None]:
    """Whatever SQLite raises within leaves as a StorageError that stands where SQLite's stood."""
    try:
        yield
    except sqlite3.Error as error:
        raise in_own_words(error).with_traceback(error.__traceback__) from None


def in_own_words(error: sqlite3.Error) -> StorageError:
    """The same, said by one of the classes above."""
    # Extended codes carry the primary one in their low byte.
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    by_class = next(ours for theirs, ours in BY_CLASS if isinstance(error, theirs))
    said = BY_CODE.get(code, by_class)(str(error))
    said.code = code
    return said
