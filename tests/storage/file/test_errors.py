"""What SQLite raises leaves storage in storage's own words, wherever it happens."""

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.storage.file.damage import smash_page
from tracker.storage.backups.verify import verify
from tracker.storage.file.copies import copy_database
from tracker.storage.file.database import Database
from tracker.storage.file.errors import (
    Conflict,
    Damaged,
    Locked,
    ReadOnly,
    ReadTooSlow,
    RefusesForNow,
    StorageError,
    Unwritable,
    in_own_words,
)
from tracker.storage.file.made_for import mark_of
from tracker.storage.file.migrations import schema_of
from tracker.storage.log.standing import newest_event
from tracker.web.failing.faults import kind_of

TWICE = "insert into campaign values (1, '', '', '', '', '', ''), (1, '', '', '', '', '', '')"


async def written(db: Database, statement: str) -> None:
    async with db.transaction() as tx:
        await tx.execute(statement)


async def batched(db: Database, statement: str) -> None:
    await db.write([(statement, [()])])


WAYS = pytest.mark.parametrize("way", [written, batched])
Way = Callable[[Database, str], Awaitable[None]]


@WAYS
async def test_what_goes_against_what_is_stored_is_a_conflict(db: Database, way: Way) -> None:
    with pytest.raises(Conflict, match="UNIQUE"):
        await way(db, TWICE)


@WAYS
async def test_another_programs_lock_is_for_a_moment(db: Database, way: Way) -> None:
    async with db.transaction() as tx:
        await tx.execute("pragma busy_timeout = 20")
    with closing(sqlite3.connect(db.path, isolation_level=None)) as other:
        other.execute("begin immediate")
        with pytest.raises(Locked, match="is locked"):
            await way(db, TWICE)


@WAYS
async def test_a_disk_without_room_does_not_let_us_write(db: Database, way: Way) -> None:
    async with db.transaction() as tx:
        [[pages]] = await tx.execute_fetchall("pragma page_count")
        await tx.execute_fetchall(f"pragma max_page_count = {pages}")
    with pytest.raises(Unwritable, match="full"):
        await way(db, "insert into text (value) values (hex(randomblob(500000)))")
    async with db.transaction() as tx:
        await tx.execute_fetchall("pragma max_page_count = 1000000")


@WAYS
async def test_a_wrong_statement_is_refused_and_no_conflict(db: Database, way: Way) -> None:
    with pytest.raises(RefusesForNow, match="no such table"):
        await way(db, "insert into nowhere values (1)")


@WAYS
async def test_after_damage_that_a_statement_meets_nothing_is_written(
    db: Database, way: Way
) -> None:
    await db.checkpoint()
    smash_page(db.path, "user")
    with pytest.raises(Damaged):
        await way(db, "delete from user")
    with pytest.raises(ReadOnly, match="damaged"):
        await way(db, TWICE)


READS: list[Callable[[Path], object]] = [
    schema_of,
    mark_of,
    newest_event,
    lambda path: list(verify(path)),
    lambda path: copy_database(path, path.with_name("copy")),
]


@pytest.mark.parametrize("read", READS)
def test_whatever_reads_a_file_says_that_it_is_none_of_ours(
    tmp_path: Path, read: Callable[[Path], object]
) -> None:
    path = tmp_path / "tracker.db"
    path.write_bytes(b"Dear diary,\n" * 1000)
    with pytest.raises(Damaged, match="not a database"):
        read(path)


@pytest.mark.parametrize(
    ("error", "code", "ours"),
    [
        (sqlite3.OperationalError, sqlite3.SQLITE_BUSY | 2 << 8, Locked),
        (sqlite3.OperationalError, sqlite3.SQLITE_INTERRUPT, ReadTooSlow),
        (sqlite3.OperationalError, sqlite3.SQLITE_IOERR | 4 << 8, Unwritable),
        (sqlite3.OperationalError, sqlite3.SQLITE_READONLY | 4 << 8, Unwritable),
        (sqlite3.OperationalError, sqlite3.SQLITE_ERROR, RefusesForNow),
        (sqlite3.DatabaseError, sqlite3.SQLITE_CORRUPT | 3 << 8, Damaged),
        (sqlite3.IntegrityError, sqlite3.SQLITE_CONSTRAINT | 8 << 8, Conflict),
        (sqlite3.DataError, sqlite3.SQLITE_TOOBIG, Conflict),
        (sqlite3.ProgrammingError, None, StorageError),
        (sqlite3.InterfaceError, None, StorageError),
    ],
)
def test_each_word_of_sqlite_has_one_of_ours(
    error: type[sqlite3.Error], code: int | None, ours: type[StorageError]
) -> None:
    said = error("its words")
    if code is not None:
        said.sqlite_errorcode = code  # type: ignore[misc]
    told = in_own_words(said)
    assert (type(told), str(told), told.code) == (ours, "its words", (code or 0) & 0xFF)


async def test_a_fault_is_still_named_after_the_place_that_met_it(db: Database) -> None:
    with pytest.raises(Conflict) as met:
        await written(db, TWICE)
    frames = [each.name for each in met.traceback]
    assert "written" in frames
    assert frames.index("written") < len(frames) - 1, "down to the statement, not only to storage"
    assert kind_of(met.value).startswith("Conflict in ")
