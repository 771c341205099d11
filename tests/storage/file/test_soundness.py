"""What a database is opened as: for writing, for reading only, or not at all."""

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.eventually import A_MOMENT, PATIENCE
from tests.making import event
from tests.storage.file.damage import smash_page
from tracker.storage.disk.lock import NoDataFolder, data_folder
from tracker.storage.file import soundness
from tracker.storage.file.complaints import complaint
from tracker.storage.file.copies import MOST_FAULTS, copy_database, faults_in
from tracker.storage.file.database import Database
from tracker.storage.file.errors import Damaged, ReadOnly, RefusesForNow, Unwritable
from tracker.storage.file.migrations import Unusable
from tracker.storage.file.run_marks import RunMarks
from tracker.storage.file.soundness import Start, look_at, quick_check, why_unwritable
from tracker.storage.log.file_log import SqliteEventLog


class SlowCheck:
    """A check that answers when the test says what."""

    def __init__(self) -> None:
        self._said = "ok"
        self._go_on = threading.Event()

    def __call__(self, _: Path) -> str:
        self._go_on.wait(PATIENCE)
        return self._said

    def say(self, said: str) -> None:
        self._said = said
        self._go_on.set()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowCheck]:
    check = SlowCheck()
    monkeypatch.setattr(soundness, "quick_check", check)
    monkeypatch.setattr(soundness, "CHECK_WITHIN", 0)
    yield check
    check.say("ok")


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    async with Database.open(tmp_path / "tracker.db") as db:
        await SqliteEventLog(db).append([event(number) for number in range(1, 50)])
    return tmp_path / "tracker.db"


def doubt(path: Path) -> None:
    """Have the next start check the file."""
    path.with_name("stopped").unlink()


async def write(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute("insert or ignore into text (value) values ('new')")


async def test_one_left_with_a_goodbye_is_not_checked_again(path: Path, slow: SlowCheck) -> None:
    async with Database.open(path) as db:
        assert (db.condition.checking, await db.checked()) == (None, "ok")


async def test_one_that_is_found_sound_is_checkpointed_again(path: Path, slow: SlowCheck) -> None:
    doubt(path)
    before = path.read_bytes()
    async with Database.open(path) as db:
        await write(db)
        await db.checkpoint()
        assert not await db.empty_log()
        assert path.read_bytes() == before
        slow.say("ok")
        assert await db.checked() == "ok"
        await db.checkpoint()
        assert path.read_bytes() != before
    assert RunMarks(path).untouched


async def test_one_that_is_found_damaged_later_is_only_read_from_then_on(
    path: Path, slow: SlowCheck
) -> None:
    doubt(path)
    before = path.read_bytes()
    async with Database.open(path) as db:
        await write(db)
        slow.say("Page 7 is smashed")
        await db.checked()
        assert "Page 7 is smashed" in db.read_only
        with pytest.raises(ReadOnly):
            await write(db)
        await db.checkpoint()
    assert path.read_bytes() == before
    assert not RunMarks(path).untouched


async def test_damage_that_a_read_meets_ends_the_writing(path: Path) -> None:
    async with Database.open(path) as db:
        await db.checkpoint()
        smash_page(path, "event_by_site")
        with pytest.raises(Damaged):
            await db.read("select * from event indexed by event_by_site where site_id = 1")
        with pytest.raises(ReadOnly, match="damaged"):
            await write(db)


async def test_an_old_file_that_is_damaged_is_not_served(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma user_version = 3")
    smash_page(path, "event_by_site")
    with pytest.raises(Unusable, match="older release"):
        await look_at(path)


@pytest.mark.parametrize(("version", "raises"), [(3, True), (0, False)])
def test_what_cannot_be_written_is_read_only_where_its_release_is_todays(
    path: Path, version: int, raises: bool
) -> None:
    error = Unwritable("full")
    error.code = sqlite3.SQLITE_FULL
    assert "make room" in why_unwritable(path, error)
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"pragma user_version = {version}")
    if raises:
        with pytest.raises(Unusable):
            why_unwritable(path, error)
    else:
        assert why_unwritable(path, error) == ""


async def test_damage_that_the_start_itself_meets_is_only_read(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meet(*_: object) -> int:
        error = sqlite3.DatabaseError("malformed")
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT  # type: ignore[misc]
        raise error

    monkeypatch.setattr("tracker.storage.file.writing.migrate", meet)
    async with Database.open(path) as db:
        assert (db.condition.damage, "malformed" in db.read_only) == ("malformed", True)


def test_what_is_no_database_is_told_by_every_check(tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    path.write_bytes(b"Dear diary,\n" * 1000)
    assert quick_check(path) == "file is not a database"
    assert faults_in(path) == ["file is not a database"]


@pytest.mark.parametrize("most", [1, MOST_FAULTS])
def test_a_check_lists_as_many_faults_as_it_was_asked_for(tmp_path: Path, most: int) -> None:
    path = tmp_path / "tracker.db"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("create table kept (name text)")
        db.executemany("insert into kept values (?)", [(None,)] * (MOST_FAULTS + 1))
        db.execute("pragma writable_schema = on")
        db.execute("update sqlite_master set sql = 'create table kept (name text not null)'")
    assert faults_in(path, most) == ["NULL value in kept.name"] * most


def test_reading_only_is_one_sentence_for_the_terminal(path: Path) -> None:
    said = complaint(path, ReadOnly("the disk is full: make room"))
    assert said == f"{path} can only be read: the disk is full: make room. Nothing was changed."


def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NoDataFolder, match="cannot be written"):
        with data_folder(tmp_path / "file", "a test"):
            pass


async def test_a_start_that_is_given_up_leaves_the_goodbye(path: Path) -> None:
    with pytest.raises(asyncio.CancelledError):
        async with Database.open(path):
            raise asyncio.CancelledError
    assert RunMarks(path).untouched


async def test_a_lock_that_another_program_holds_for_a_moment_is_no_reason(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin immediate")
        async with Database.open(path) as db:
            assert db.read_only == ""
            other.execute("rollback")
            await write(db)


@pytest.mark.parametrize("empty", [True, False], ids=["empty", "missing"])
async def test_one_that_was_there_before_is_not_made_anew(path: Path, empty: bool) -> None:
    path.unlink()
    if empty:
        path.touch()
    with pytest.raises(Unusable, match="missing or empty"):
        async with Database.open(path):
            pass


async def test_what_is_no_fault_of_the_file_ends_the_start(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> int:
        raise sqlite3.OperationalError("near x: syntax error")

    monkeypatch.setattr("tracker.storage.file.writing.migrate", fail)
    with pytest.raises(RefusesForNow, match="syntax"):
        async with Database.open(path):
            pass


def test_what_is_no_database_cannot_be_copied(tmp_path: Path) -> None:
    (tmp_path / "diary").write_bytes(b"Dear diary,\n" * 1000)
    with pytest.raises(Damaged):
        copy_database(tmp_path / "diary", tmp_path / "copy")
    assert [file.name for file in tmp_path.iterdir()] == ["diary"]


async def test_a_disk_that_fails_while_it_copies_leaves_no_copy(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path.parent / ".copy.part").mkdir()
    with pytest.raises(OSError, match="copy"):
        copy_database(path, path.parent / "copy")
    assert not (path.parent / "copy").exists()


async def test_a_large_file_is_not_waited_for(
    path: Path, slow: SlowCheck, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soundness, "CHECK_WITHIN", 60)
    monkeypatch.setattr(soundness, "SMALL", 1)
    doubt(path)
    async with asyncio.timeout(PATIENCE), Database.open(path) as db:
        assert db.condition.checking


async def test_one_of_an_older_release_is_checked_before_it_is_changed(
    path: Path, slow: SlowCheck
) -> None:
    """Its pages are moved by the upgrade: a check beside it would take that for damage."""
    doubt(path)
    with closing(sqlite3.connect(path)) as file:
        file.execute("pragma user_version = 10")
    looking = asyncio.ensure_future(look_at(path))
    await asyncio.wait({looking}, timeout=A_MOMENT)
    assert not looking.done()
    slow.say("ok")
    assert await looking == Start("")
