"""Whether what is stored hangs together: read only, in short reads, beside a running server too."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from tracker.domain.ids import EPOCH
from tracker.storage.backups.row_checks import RESTORE, ROW_CHECKS
from tracker.storage.file.copies import MOST_FAULTS, Show, faults_in, reading
from tracker.storage.file.errors import own_words
from tracker.storage.file.migrations import NEWEST, check

SLICE = 50_000  # cursors in one read: a longer one would hold back the checkpoints


class Finding(msgspec.Struct, frozen=True):
    """Something that should not be, and what to do about it."""

    check: str
    found: str
    do: str


def verify(path: Path, show: Show = lambda *_: None) -> Iterator[Finding]:
    """Every finding about the file. Blocks, about 10 s a million events.

    Raises migrations.Unusable, or StorageError where nothing can be read."""
    with own_words(), closing(reading(path)) as connection:
        version = check(connection, path)
        faults = faults_in(path, MOST_FAULTS)
        yield from (Finding("file", fault, RESTORE) for fault in faults)
        if faults:
            return  # whatever else is wrong comes of it
        if version < NEWEST:
            found = f"the schema is {version}, this release's is {NEWEST}"
            yield Finding("schema", found, "Start the server once: it brings the file up to date.")
            return
        yield from _rows(connection, show)


def _rows(connection: sqlite3.Connection, show: Show) -> Iterator[Finding]:
    counted = [0] * len(ROW_CHECKS)
    (head,) = connection.execute(HEAD).fetchone()
    for first in range(0, head + 1, SLICE):
        bounds = {"first": first, "last": min(first + SLICE, head + 1), "epoch": EPOCH}
        for number, each in enumerate(ROW_CHECKS):
            counted[number] += connection.execute(each.statement, bounds).fetchone()[0]
        show(bounds["last"], head + 1)
    for each, n in zip(ROW_CHECKS, counted, strict=True):
        if n:
            yield Finding(each.name, each.found.format(n=n), each.do)


HEAD = """
select max(
    ifnull((select max(cursor) from event), 0), ifnull((select max(cursor) from leave), 0),
    ifnull((select max(cursor) from correction), 0), ifnull((select max(cursor) from removal), 0),
    ifnull((select max(cursor) from late_title), 0), ifnull((select max(cursor) from day_row), 0)
)
"""
