"""The reports' file on the disk: opened, made anew where it cannot be used, put in another one's
place. All of it blocks."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from tracker.storage.file.copies import reading
from tracker.storage.file.errors import own_words
from tracker.storage.reports.duck import (
    MEMORY_MB,
    Connection,
    EngineError,
    connect,
    delete_file,
    rows,
    run,
    transaction,
    wal_of,
)
from tracker.storage.reports.lines import opened_lines
from tracker.storage.reports.numbers import KEYS
from tracker.storage.reports.report_file import ReportFile
from tracker.storage.reports.row_texts import head_of, is_reworked, log_id_of
from tracker.storage.reports.schema import TABLES, VERSION

log = logging.getLogger(__name__)

NAME = "reports.duckdb"  # in the data folder; it may be deleted at any time


@contextmanager
def opened(path: Path, database: Path, memory: int = MEMORY_MB) -> Iterator[ReportFile]:
    """The file at `path`, which follows the log in `database`. One that is damaged, of another
    version or of another log is deleted, and made anew. `memory`: megabytes.

    Raises Absent, EngineError where no file can be made, StorageError where the log cannot be
    read."""
    with ExitStack() as stack:
        events = stack.enter_context(closing(reading(database)))
        with own_words():
            events.execute("pragma query_only = on")
        duck = stack.enter_context(closing(_connected(path, events, memory)))
        lines = stack.enter_context(opened_lines())
        yield ReportFile(duck, events, lines)


def erase_file(path: Path) -> None:
    """Delete the file, which nobody has open. Blocks."""
    delete_file(path, _spill_of(path))


def put_in_place(path: Path, place: Path) -> None:
    """Have the file stand there, whatever did until now; nobody has either open. Blocks."""
    wal_of(place).unlink(missing_ok=True)  # first: it would be taken for the other file's
    path.replace(place)


def size_of(path: Path) -> int:
    """In bytes, with what waits beside it."""
    size = 0
    for each in (path, wal_of(path)):
        with suppress(FileNotFoundError):
            size += each.stat().st_size
    return size


def _spill_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.tmp")


def _connected(path: Path, events: sqlite3.Connection, memory: int) -> Connection:
    spill = _spill_of(path)
    try:
        duck = connect(path, spill, memory)
        if _is_of(duck, events):
            return duck
        duck.close()
    except EngineError as error:
        log.warning("The reports' file is not usable and is made anew: %s", error)
    delete_file(path, spill)
    duck = connect(path, spill, memory)
    with transaction(duck):
        for statement in (*TABLES, *KEYS.values()):
            run(duck, statement)
        run(
            duck,
            FIRST_MARK,
            {
                "version": VERSION,
                "log": log_id_of(events),
                "reworked": is_reworked(events),
                "made": head_of(events),
            },
        )
    return duck


FIRST_MARK = "insert into mark values ($version, $log, 0, 0, 0, 0, 0, 1, $reworked, $made, -1)"


def _is_of(duck: Connection, events: sqlite3.Connection) -> bool:
    """Whether it is of this version and of this log, and not ahead of it."""
    if not rows(duck, "select 1 from duckdb_tables() where table_name = 'mark'"):
        return False
    [(version, name, cursor)] = rows(duck, "select version, log, cursor from mark")
    if (version, name) != (VERSION, log_id_of(events)) or cursor > head_of(events):
        return False
    return bool(rows(duck, "select reworked from mark")[0][0] or not is_reworked(events))
