"""What is wrong with a database, in one sentence for the person who can mend it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tracker.storage.file.errors import ReadOnly, StorageError

WORDS = {
    sqlite3.SQLITE_BUSY: "is locked by another program. End that program, or try again later.",
    sqlite3.SQLITE_LOCKED: "is locked by another program. End that program, or try again later.",
    sqlite3.SQLITE_FULL: "cannot grow: its disk is full. Make room and try again.",
    sqlite3.SQLITE_READONLY: "cannot be written. Check who owns it and its folder, and whether "
    "the disk is mounted read-only.",
    sqlite3.SQLITE_PERM: "may not be opened by this user. Run the command as the server's user.",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened. Check that it exists, and who owns it and its "
    "folder.",
    sqlite3.SQLITE_CORRUPT: "is damaged. Nothing was changed. Restore a backup.",
    sqlite3.SQLITE_NOTADB: "is no database. Nothing was changed. Restore a backup.",
    sqlite3.SQLITE_IOERR: "cannot be read or written: the disk is full or reports an error.",
}


def complaint(path: Path, error: Exception) -> str:
    """One sentence about the file, whatever SQLite or the system has said."""
    if isinstance(error, ReadOnly):
        return f"{path} can only be read: {error}. Nothing was changed."
    words = WORDS.get(error.code) if isinstance(error, StorageError) else None
    said = str(error) or type(error).__name__
    return f"{path} {words}" if words else f"{path} cannot be used: {said}. Nothing was changed."
