"""`tracker restore`: what it looks at before, what it keeps, what comes back."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.making import NOON, event
from tests.seeded_data import seed
from tests.storage.file.damage import smash_page
from tracker.storage.backups import restore
from tracker.storage.backups.folder import make_backup
from tracker.storage.disk.lock import data_folder
from tracker.storage.file.database import Database
from tracker.storage.file.errors import Unwritable
from tracker.storage.log.file_log import SqliteEventLog


async def add_events(data_dir: Path, numbers: range) -> None:
    async with Database.open(data_dir / "tracker.db") as db:
        log = SqliteEventLog(db)
        await log.open()
        await log.append([event(each) for each in numbers])


def count(path: Path, table: str = "event") -> int:
    with closing(sqlite3.connect(path)) as db:
        statement = {
            "event": "select count(*) from event",
            "mailed_link": "select count(*) from mailed_link",
            "login_session": "select count(*) from login_session",
            "user": "select count(*) from user",
        }[table]
        return int(db.execute(statement).fetchone()[0])


@pytest.fixture
async def backup(data_dir: Path, tmp_path: Path) -> Path:
    """A backup with ten events; since then there are fifteen."""
    await seed(data_dir)
    await add_events(data_dir, range(10))
    made = make_backup(data_dir / "tracker.db", tmp_path / "elsewhere", NOON, 7)
    await add_events(data_dir, range(10, 15))
    return tmp_path / "elsewhere" / made.name


def replaced(data_dir: Path) -> list[Path]:
    return sorted(data_dir.glob("tracker-replaced-*.db"))


async def test_what_the_backup_holds_comes_back_and_the_old_file_is_kept(
    cli: Cli, data_dir: Path, backup: Path
) -> None:
    done = await cli("restore", str(backup))
    assert done.exit_code == 0, done.stderr
    assert count(data_dir / "tracker.db") == 10
    (old,) = replaced(data_dir)
    assert count(old) == 15
    assert str(old) in done.stdout
    assert backup.exists()


async def test_a_script_is_told_where_the_old_file_is(
    cli: Cli, data_dir: Path, backup: Path
) -> None:
    done = json.loads((await cli("restore", str(backup), "--json")).stdout)
    assert done["database"] == str(data_dir / "tracker.db")
    assert count(Path(done["kept"])) == 15
    for file in (*replaced(data_dir), data_dir / "tracker.db"):
        file.unlink()
    assert json.loads((await cli("restore", str(backup), "--json")).stdout)["kept"] is None


async def test_a_server_starts_on_it_without_a_doubt(
    cli: Cli, data_dir: Path, backup: Path
) -> None:
    await cli("restore", str(backup))
    async with Database.open(data_dir / "tracker.db") as db:
        assert (db.read_only, db.condition.checking) == ("", None)


async def test_a_session_that_was_open_then_is_not_open_again(
    cli: Cli, data_dir: Path, backup: Path
) -> None:
    assert count(backup, "login_session") == 1
    await cli("restore", str(backup))
    assert count(data_dir / "tracker.db", "login_session") == 0
    assert count(data_dir / "tracker.db", "user") == 1


async def test_a_link_that_was_mailed_before_the_backup_is_not_good_again(
    cli: Cli, data_dir: Path, backup: Path
) -> None:
    with closing(sqlite3.connect(backup, isolation_level=None)) as db:
        db.execute(
            "insert into mailed_link (token_hash, purpose, email, browser_hash, created_at)"
            " values (x'00', 'reset', 'ada@example.com', x'00', 1)"
        )
    await cli("restore", str(backup))
    assert count(data_dir / "tracker.db", "mailed_link") == 0


async def test_after_the_disk_is_gone_it_makes_the_folder(
    cli: Cli, data_dir: Path, backup: Path
) -> None:
    for file in data_dir.iterdir():
        file.unlink()
    data_dir.rmdir()
    done = await cli("restore", str(backup))
    assert done.exit_code == 0, done.stderr
    assert (count(data_dir / "tracker.db"), replaced(data_dir)) == (10, [])


async def test_while_a_server_runs_it_refuses_and_names_it(
    cli: Cli, data_dir: Path, backup: Path
) -> None:
    with data_folder(data_dir, "serving port 8000"):
        done = await cli("restore", str(backup))
    assert done.exit_code == 1
    assert "serving port 8000" in done.stderr
    assert count(data_dir / "tracker.db") == 15


async def test_what_waits_in_the_write_ahead_log_is_kept_with_the_old_file(
    cli: Cli, data_dir: Path, backup: Path, tmp_path: Path
) -> None:
    """As kill -9 leaves it: the newest rows are in the log only."""
    async with Database.open(data_dir / "tracker.db") as db:
        log = SqliteEventLog(db)
        await log.open()
        await log.append([event(99)])
        left = {path.name: path.read_bytes() for path in data_dir.glob("tracker.db*")}
    for name, content in left.items():
        (data_dir / name).write_bytes(content)
    done = await cli("restore", str(backup))
    assert done.exit_code == 0, done.stderr
    (old,) = replaced(data_dir)
    assert (count(data_dir / "tracker.db"), count(old)) == (10, 16)


async def test_two_within_a_second_keep_both_old_files(data_dir: Path, backup: Path) -> None:
    first, second = (restore.restore(backup, data_dir / "tracker.db", NOON) for _ in range(2))
    assert replaced(data_dir) == [first, second]
    assert [count(kept) for kept in replaced(data_dir)] == [15, 10]


async def refused(cli: Cli, data_dir: Path, file: Path) -> str:
    """What it says; the database must be as it was."""
    path = data_dir / "tracker.db"
    before = path.read_bytes()
    done = await cli("restore", str(file))
    assert (done.exit_code, len(done.stderr.splitlines())) == (1, 1), done.stderr
    assert path.read_bytes() == before
    assert replaced(data_dir) == []
    return done.stderr


async def test_a_damaged_file_is_refused(cli: Cli, data_dir: Path, backup: Path) -> None:
    smash_page(backup, "event_by_site")
    assert "is damaged" in await refused(cli, data_dir, backup)


async def test_a_file_that_names_missing_rows_is_refused(
    cli: Cli, data_dir: Path, backup: Path
) -> None:
    with sqlite3.connect(backup) as db:
        db.execute("delete from user")
    db.close()
    assert "missing" in await refused(cli, data_dir, backup)


async def test_a_newer_file_is_refused(cli: Cli, data_dir: Path, backup: Path) -> None:
    with sqlite3.connect(backup) as db:
        db.execute("pragma user_version = 900")
    db.close()
    assert "has schema 900" in await refused(cli, data_dir, backup)


@pytest.mark.parametrize("content", [b"", b"Dear diary,\n" * 1000], ids=["nothing", "text"])
async def test_what_is_no_database_of_ours_is_refused(
    cli: Cli, data_dir: Path, backup: Path, content: bytes
) -> None:
    backup.write_bytes(content)
    await refused(cli, data_dir, backup)


async def test_a_file_that_is_not_there_is_refused(cli: Cli, data_dir: Path, backup: Path) -> None:
    assert "is no file" in await refused(cli, data_dir, data_dir / "none.db")


async def test_one_that_is_cut_short_leaves_nothing_that_is_written_over(
    cli: Cli, data_dir: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the old log's going and the new file's coming."""
    (data_dir / "tracker.db-wal").touch()

    def cut(folder: Path) -> None:
        raise OSError("cut")

    monkeypatch.setattr(restore, "sync_folder", cut)
    done = await cli("restore", str(backup))
    assert done.exit_code == 1
    async with Database.open(data_dir / "tracker.db") as db:
        assert "tracker.db-wal is missing" in db.read_only
    monkeypatch.undo()
    done = await cli("restore", str(backup))
    assert done.exit_code == 0, done.stderr
    assert count(data_dir / "tracker.db") == 10


async def test_a_file_that_cannot_be_copied_is_named(
    cli: Cli, data_dir: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise Unwritable("disk I/O error")

    monkeypatch.setattr(restore, "copy_database", fail)
    assert "disk I/O error" in await refused(cli, data_dir, backup)


async def test_the_log_has_another_name_afterwards(cli: Cli, data_dir: Path, backup: Path) -> None:
    """Else whoever has followed it would take up new rows where others stood."""
    before = await name_of_the_log(data_dir)
    assert await name_of_the_log(data_dir) == before
    assert (await cli("restore", str(backup))).exit_code == 0
    after = await name_of_the_log(data_dir)
    assert len(after) == len(before) == 16
    assert after != before


async def name_of_the_log(data_dir: Path) -> str:
    async with Database.open(data_dir / "tracker.db") as db:
        log = SqliteEventLog(db)
        await log.open()
        return log.id
