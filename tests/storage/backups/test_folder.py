"""A backup is whole, checked and on disk, or it is not there."""

import os
import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest

from tests.making import NOON, event
from tests.storage.file.damage import smash_page
from tracker.storage.backups.folder import Backup, backups, make_backup, newest_backup
from tracker.storage.file import copies
from tracker.storage.file.copies import CopyFailed, Stopped, copy_database
from tracker.storage.file.database import Database
from tracker.storage.file.errors import Damaged
from tracker.storage.log.file_log import SqliteEventLog

HOUR = 3_600_000


async def filled(path: Path, events: int = 50) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    async with Database.open(path) as db:
        await SqliteEventLog(db).append([event(number) for number in range(events)])
    return path


def cursors(path: Path) -> list[int]:
    with closing(sqlite3.connect(path)) as db:
        return [cursor for (cursor,) in db.execute("select cursor from event order by cursor")]


async def test_a_backup_holds_what_was_committed_before_it(tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    async with Database.open(path) as db:
        log = SqliteEventLog(db)
        await log.append([event(number) for number in range(10)])
        made = make_backup(path, tmp_path / "kept", NOON, 7)
        await log.append([event(11)])
    assert made == Backup("tracker-20261121T120000Z.db", NOON, made.bytes)
    assert cursors(tmp_path / "kept" / made.name) == list(range(1, 11))
    assert backups(tmp_path / "kept") == [made]


async def test_a_backup_is_for_its_owner_only(tmp_path: Path) -> None:
    made = make_backup(await filled(tmp_path / "tracker.db"), tmp_path / "kept", NOON, 7)
    assert stat.S_IMODE((tmp_path / "kept" / made.name).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "kept").stat().st_mode) == 0o700


async def test_it_never_moves_the_write_ahead_log_into_the_file(tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    async with Database.open(path) as db:
        await SqliteEventLog(db).append([event()])
        before = path.read_bytes()
        make_backup(path, tmp_path / "kept", NOON, 7)
        assert path.read_bytes() == before


async def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    path, folder = await filled(tmp_path / "tracker.db"), tmp_path / "kept"
    for number in range(5):
        make_backup(path, folder, NOON + number * HOUR, 3)
    assert [made.at for made in backups(folder)] == [NOON + n * HOUR for n in (4, 3, 2)]


async def test_one_of_a_clock_that_was_ahead_is_the_first_to_go(tmp_path: Path) -> None:
    path, folder = await filled(tmp_path / "tracker.db"), tmp_path / "kept"
    ahead = NOON + 9_600 * HOUR
    assert newest_backup(folder, NOON) is None
    for at in (NOON, ahead, NOON + HOUR, NOON + 2 * HOUR):
        make_backup(path, folder, at, 2)
    assert [each.at for each in backups(folder)] == [NOON + 2 * HOUR, NOON + HOUR]
    make_backup(path, folder, ahead, 3)
    newest = newest_backup(folder, NOON + 3 * HOUR)
    assert newest
    assert newest.at == NOON + 2 * HOUR


async def test_other_files_of_the_folder_are_left_alone(tmp_path: Path) -> None:
    path, folder = await filled(tmp_path / "tracker.db"), tmp_path / "kept"
    folder.mkdir()
    (folder / "tracker-mine.db").touch()
    make_backup(path, folder, NOON, 1)
    make_backup(path, folder, NOON + HOUR, 1)
    assert sorted(file.name for file in folder.iterdir()) == [
        "tracker-20261121T130000Z.db",
        "tracker-mine.db",
    ]


async def test_a_damaged_database_gives_no_backup_and_costs_none(tmp_path: Path) -> None:
    path, folder = await filled(tmp_path / "tracker.db"), tmp_path / "kept"
    good = make_backup(path, folder, NOON, 1)
    smash_page(path, "event_by_site")
    with pytest.raises((CopyFailed, Damaged)):
        make_backup(path, folder, NOON + HOUR, 1)
    assert [file.name for file in folder.iterdir()] == [good.name]


async def test_a_copy_that_is_not_sound_is_thrown_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = await filled(tmp_path / "tracker.db")
    monkeypatch.setattr(copies, "faults_in", lambda _: ["row 1 missing from index"])
    with pytest.raises(CopyFailed, match="row 1 missing"):
        make_backup(path, tmp_path / "kept", NOON, 7)
    assert list((tmp_path / "kept").iterdir()) == []


async def test_a_disk_without_room_is_told_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = await filled(tmp_path / "tracker.db")
    monkeypatch.setattr(copies, "SPARE", 10**18)
    with pytest.raises(CopyFailed, match="Make room"):
        make_backup(path, tmp_path / "kept", NOON, 7)
    assert list((tmp_path / "kept").iterdir()) == []


async def test_a_copy_that_nobody_wants_any_more_ends(tmp_path: Path) -> None:
    path, stop = await filled(tmp_path / "tracker.db", events=5_000), threading.Event()
    stop.set()
    with pytest.raises(Stopped):
        copy_database(path, tmp_path / "copy.db", stop=stop)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["stopped", "tracker.db"]


async def test_it_is_synced_a_little_at_a_time_and_tells_how_far_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, told, synced = await filled(tmp_path / "tracker.db", events=10_000), [], []
    monkeypatch.setattr(copies, "STEP", 65_536)
    sync = os.fdatasync
    monkeypatch.setattr(os, "fdatasync", lambda file: synced.append(file) or sync(file))
    copy_database(path, tmp_path / "copy.db", lambda done, total: told.append((done, total)))
    assert len(told) == len(synced) >= 3
    assert told == sorted(told)
    assert all(done <= total for done, total in told)


async def test_what_a_killed_backup_left_is_cleared_away(tmp_path: Path) -> None:
    path, folder = await filled(tmp_path / "tracker.db"), tmp_path / "kept"
    folder.mkdir()
    (folder / ".tracker-20200101T000000Z.db.part").touch()
    made = make_backup(path, folder, NOON, 7)
    assert [file.name for file in folder.iterdir()] == [made.name]
