"""What a database was made for. Written when the file is made; nothing changes it afterwards."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import aiosqlite

from tracker.storage.file.copies import reading
from tracker.storage.file.errors import own_words

PRODUCTION = "production"  # what has no mark
MARKED = ("test", "staging")


async def write_mark(writer: aiosqlite.Connection, environment: str) -> None:
    """Mark a file that has just been made; production leaves none."""
    if environment in MARKED:
        await writer.execute("insert into mark (environment) values (?)", (environment,))


def mark_of(path: Path) -> str:
    """The mark of the file; reads only, beside a server too. Raises StorageError."""
    with own_words(), closing(reading(path)) as file:
        if not file.execute("select 1 from sqlite_master where name = 'mark'").fetchone():
            return PRODUCTION
        row = file.execute("select environment from mark").fetchone()
    return str(row[0]) if row else PRODUCTION
