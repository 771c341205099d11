"""The files that are open are those under the database's names, or nothing is written."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.making import event
from tracker.domain.events import Event
from tracker.storage.file.copies import copy_database
from tracker.storage.file.database import Database
from tracker.storage.file.errors import NotInPlace, ReadOnly
from tracker.storage.file.run_marks import RunMarks
from tracker.storage.log.file_log import SqliteEventLog


async def write(db: Database, value: str = "new") -> None:
    async with db.transaction() as tx:
        await tx.execute("insert or ignore into text (value) values (?)", (value,))


async def texts(db: Database) -> list[str]:
    return [row["value"] for row in await db.read("select value from text order by id")]


@pytest.mark.parametrize("name", ["tracker.db", "tracker.db-wal", "tracker.db-shm"])
async def test_nothing_is_written_once_a_file_is_gone_and_again_once_it_is_back(
    db: Database, name: str
) -> None:
    await write(db, "before")
    file, away = db.path.with_name(name), db.path.with_name("away")
    file.rename(away)
    with pytest.raises(NotInPlace, match=r"tracker\.db"):
        await write(db, "meanwhile")
    await db.checkpoint()
    assert await texts(db) == ["before"]
    away.rename(file)
    await db.look_at_files()
    assert (db.read_only, db.moved) == ("", None)
    await write(db, "after")
    assert await texts(db) == ["before", "after"]


async def test_what_is_committed_as_the_file_goes_is_no_success(db: Database) -> None:
    with pytest.raises(NotInPlace, match="removed"):
        async with db.transaction() as tx:
            await tx.execute("insert into text (value) values ('lost')")
            db.path.unlink()


async def test_a_file_that_grows_by_our_own_checkpoints_is_ours(db: Database) -> None:
    for number in range(40):
        await write(db, f"{number}" * 100_000)
    await db.checkpoint()
    await db.look_at_files()
    assert db.read_only == ""
    assert db.path.stat().st_size > 2_000_000


async def test_a_file_of_which_a_reader_holds_back_the_newest_page_is_ours(db: Database) -> None:
    """The first page is moved into it, which counts the last one; that waits for the reader."""
    log = SqliteEventLog(db)
    for number in range(1, 5):
        await log.append([event_of_a_page(number)])
    with closing(sqlite3.connect(f"file:{db.path}?mode=ro", uri=True)) as reader:
        reader.execute("begin")
        reader.execute("select count(*) from event").fetchone()
        async with db.transaction() as tx:
            await tx.execute("update event set properties = upper(properties) where cursor = 4")
        assert not await db.empty_log()
        assert db.path.stat().st_size < pages_counted_in(db.path) * 4096
    await write(db, "after")
    assert (db.read_only, (await texts(db))[-1]) == ("", "after")


def event_of_a_page(number: int) -> Event:
    made = event(number)
    made.properties = "x" * 3_000
    return made


def pages_counted_in(path: Path) -> int:
    return int.from_bytes(path.read_bytes()[28:32], "big")


async def test_a_checkpoint_of_somebody_who_was_cancelled_is_ours(db: Database) -> None:
    for number in range(12):
        writing = asyncio.create_task(write(db, f"{number}" * 1_000_000))
        await asyncio.sleep(0.001 * number)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
    await write(db)
    await db.look_at_files()
    assert db.read_only == ""


async def test_a_new_time_makes_no_other_file(db: Database) -> None:
    await write(db)
    db.path.touch()
    await db.look_at_files()
    await write(db, "another")
    assert db.read_only == ""


@pytest.fixture
async def backup(tmp_path: Path) -> Path:
    """Of a smaller database than the one that is open."""
    async with Database.open(tmp_path / "elsewhere" / "tracker.db") as other:
        copy_database(other.path, tmp_path / "backup.db")
    return tmp_path / "backup.db"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()


async def test_another_file_in_its_place_is_left_as_it_is(tmp_path: Path, backup: Path) -> None:
    path = tmp_path / "data" / "tracker.db"
    path.parent.mkdir()
    async with Database.open(path) as db:
        await SqliteEventLog(db).append([event(number) for number in range(1, 50)])
        path.unlink()
        await db.look_at_files()
        shutil.copyfile(backup, path)
        await db.look_at_files()
        assert "another file was put in the place" in db.read_only
        assert (await db.read("select count(*) as n from event"))[0]["n"] == 49
    assert path.read_bytes() == backup.read_bytes()
    assert not path.with_name("tracker.db-wal").exists()
    assert list(path.parent.glob("tracker-left-*.db-wal")), "what it held is not thrown away"
    async with Database.open(path) as db:
        assert db.read_only == "", "the next start takes what was put there"


@pytest.mark.parametrize("large", [0, 4_000_000], ids=["smaller", "larger"])
async def test_a_file_that_another_program_overwrites_is_left_alone(
    tmp_path: Path, backup: Path, large: int
) -> None:
    path = tmp_path / "data" / "tracker.db"
    path.parent.mkdir()
    with closing(sqlite3.connect(backup)) as other, other:
        other.execute("insert into text (value) values (?)", ("x" * large,))
    async with Database.open(path) as db:
        for number in range(20):
            await write(db, f"{number}" * 10_000)
        await db.checkpoint()
        await write(db, "in the log")
        shutil.copyfile(backup, path)
        with pytest.raises(NotInPlace, match="another program has written into"):
            await write(db)
        with pytest.raises(NotInPlace):
            await write(db)
    assert path.read_bytes() == backup.read_bytes()
    assert not path.with_name("tracker.db-wal").exists()


async def test_one_that_is_no_database_any_more_is_left_alone(db: Database) -> None:
    for number in range(20):
        await write(db, f"{number}" * 10_000)
    await db.checkpoint()
    db.path.write_bytes(b"no database " * 100_000)
    await db.look_at_files()
    assert "another program has written into" in db.read_only


async def test_a_log_that_is_not_ours_is_not_given_another_name(
    tmp_path: Path, backup: Path
) -> None:
    path = tmp_path / "data" / "tracker.db"
    path.parent.mkdir()
    async with Database.open(path) as db:
        await write(db)
        for file in path.parent.glob("tracker.db*"):
            file.unlink()
        shutil.copyfile(backup, path)
        for ending in ("-wal", "-shm"):
            path.with_name(path.name + ending).write_bytes(b"theirs")
        await db.look_at_files()
        assert db.moved
    assert path.with_name("tracker.db-wal").read_bytes() == b"theirs"


async def test_a_file_that_goes_just_before_the_stop_is_missed_at_the_stop(
    tmp_path: Path,
) -> None:
    path = tmp_path / "tracker.db"
    async with Database.open(path) as db:
        await write(db)
        path.unlink()
    assert db.moved
    assert path.with_name("running").exists()


async def test_what_is_open_can_be_saved(tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    async with Database.open(path) as db:
        await write(db, "kept")
        path.unlink()
        await db.look_at_files()
        db.save_open(tmp_path / "saved.db")
    with closing(sqlite3.connect(tmp_path / "saved.db")) as saved:
        assert saved.execute("select value from text").fetchall() == [("kept",)]
    assert RunMarks(path).used, "an empty folder must not be taken for a new one"


async def test_only_what_is_open_for_writing_can_be_saved(db: Database, tmp_path: Path) -> None:
    async with Database.open_reading(db.path, "not here") as reader:
        with pytest.raises(ReadOnly, match="not here"):
            reader.save_open(tmp_path / "saved.db")
        await reader.look_at_files()
