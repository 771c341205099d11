"""Ways through the storage that a day without faults does not take."""

import asyncio
import errno
import os
import sqlite3
from contextlib import closing, nullcontext
from pathlib import Path
from threading import Event

import pytest

from tests.making import NOON, event, leave, visitor
from tracker.storage.erasing.old_visits import erase_old_others
from tracker.storage.erasing.removed_sites import SLICE, erase_after
from tracker.storage.file import writer, writing
from tracker.storage.file.copies import _fill, _Pace, reading, sync_folder
from tracker.storage.file.database import Database
from tracker.storage.file.errors import Damaged, RefusesForNow, StorageError, Unwritable
from tracker.storage.file.migrations import _apply, statements
from tracker.storage.log.file_log import SqliteEventLog


def test_a_step_that_another_process_has_taken_is_not_taken_again() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as writer:
        writer.execute("pragma user_version = 3")
        _apply(writer, {3: "create table a (x);\n"})
        assert not writer.execute("select * from sqlite_master").fetchall()


def test_a_statement_without_an_end_is_one_too() -> None:
    assert list(statements("select 1;\nselect 2\n")) == ["select 1;\n", "select 2\n"]


async def test_a_copy_that_cannot_be_written_says_why(db: Database, tmp_path: Path) -> None:
    pace = _Pace(-1, 1, lambda *_: None, Event())
    with (
        closing(reading(db.path)) as connection,
        pytest.raises(Unwritable, match="unable to open"),
    ):
        _fill(connection, tmp_path / "nowhere" / "copy", pace)


async def test_a_sound_file_that_cannot_be_written_stays_for_reading(db: Database) -> None:
    async def check() -> str:
        return "ok"

    db.condition.checking = asyncio.create_task(check())
    db.condition.read_only = "The disk is full."
    assert await db.checked() == "ok"
    assert db.read_only == "The disk is full."
    db.condition.read_only = ""


class Unreadable:
    """A database whose every page is damaged."""

    def __init__(self, read_only: str) -> None:
        self.read_only = read_only

    async def read(self, _sql: str) -> None:
        raise Damaged("database disk image is malformed")


async def test_a_damaged_log_is_opened_only_where_nothing_is_appended() -> None:
    log = SqliteEventLog(Unreadable("It is damaged."))
    await log.open()
    assert log.head == 0
    with pytest.raises(Damaged, match="malformed"):
        await SqliteEventLog(Unreadable("")).open()


class Failing:
    """A connection whose disk fails at the first write."""

    async def executescript(self, _sql: str) -> None:
        pass

    async def execute(self, sql: str) -> None:
        if sql.startswith("begin"):
            raise sqlite3.OperationalError("disk I/O error")


async def test_a_disk_that_fails_at_the_first_write_is_no_lock_to_wait_for() -> None:
    with pytest.raises(RefusesForNow, match="disk I/O"):
        await writer.prepare(Failing(), "power")


async def test_an_error_that_reading_alone_does_not_mend_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise sqlite3.DatabaseError("odd")

    monkeypatch.setattr(writer, "prepare", fail)
    monkeypatch.setattr(writing, "why_unwritable", lambda *_: "")
    with pytest.raises(StorageError, match="odd"):
        async with Database.open(tmp_path / "tracker.db"):
            pass


async def test_where_nothing_is_old_nothing_is_erased(db: Database) -> None:
    erased, reached = await erase_old_others(db, {}, 0, 10)
    assert erased == 0
    assert reached > 0


async def test_more_leaves_than_a_slice_are_erased_in_several(db: Database) -> None:
    log = SqliteEventLog(db)
    await log.open()
    who = visitor()
    await log.append([event(1, who=who)])
    await log.append([leave(1, beacon=n, at=NOON) for n in range(SLICE + 5)])
    reached, rounds = 0, 0
    while await db.read("select 1 from leave limit 1"):
        reached, rounds = await erase_after(db, 1, reached), rounds + 1
    assert rounds == 2


@pytest.mark.parametrize(
    ("said", "matters"), [(errno.EINVAL, False), (errno.ENOTSUP, False), (errno.EIO, True)]
)
def test_only_a_disk_that_fails_keeps_a_copy_from_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: int, matters: bool
) -> None:
    def fsync(_: int) -> None:
        raise OSError(said, os.strerror(said))

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OSError, match="error") if matters else nullcontext():
        sync_folder(tmp_path)
