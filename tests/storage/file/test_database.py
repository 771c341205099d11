"""One writer, readers that only read, migrations that happen whole or not at all."""

import asyncio
import errno
import fcntl
import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tracker.storage.disk.lock import DataFolderTaken, NoDataFolder, data_folder, passing_holder
from tracker.storage.file.database import Database
from tracker.storage.file.errors import Damaged, RefusesForNow, Unwritable
from tracker.storage.file.migrations import NewerDatabase, NotOurs, Unusable, migrate, statements


async def texts(db):
    return [row["value"] for row in await db.read("select value from text order by id")]


async def insert(db, value):
    async with db.transaction() as tx:
        await tx.execute("insert into text (value) values (?)", (value,))


async def test_a_transaction_that_fails_leaves_nothing(db):
    with pytest.raises(RuntimeError):
        async with db.transaction() as tx:
            await tx.execute("insert into text (value) values ('a')")
            raise RuntimeError
    assert await texts(db) == []


async def test_cancelled_writers_leave_no_transaction_open(db):
    tasks = [asyncio.create_task(insert(db, f"t{n}")) for n in range(50)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await insert(db, "after")
    assert "after" in await texts(db)


async def test_a_reader_cannot_write(db):
    with pytest.raises(Unwritable, match="readonly"):
        await db.read("delete from text")


async def test_whoever_reads_beside_the_writer_sees_what_it_writes(tmp_path):
    path = tmp_path / "tracker.db"
    async with Database.open(path) as writer:
        await writer.checkpoint()
        async with Database.open_reading(path, "not here") as reader:
            await insert(writer, "a")
            assert await texts(reader) == ["a"]


async def test_what_is_acknowledged_is_synced(db):
    async with db.transaction() as tx:
        rows = await tx.execute_fetchall("pragma synchronous")
    assert rows[0][0] == 2


async def test_the_write_ahead_log_is_emptied_at_the_end(tmp_path):
    async with Database.open(tmp_path / "tracker.db") as db:
        await insert(db, "a")
    assert not (tmp_path / "tracker.db-wal").exists()


FOREIGN = {
    "newer": ("pragma application_id = 0x74726B72", "pragma user_version = 900"),
    "another program's": ("pragma application_id = 12345", "create table theirs (a)"),
    "nobody's": ("create table theirs (a)",),
}


@pytest.mark.parametrize("statements", FOREIGN.values(), ids=FOREIGN)
async def test_a_database_that_is_not_ours_is_refused_untouched(tmp_path, statements):
    path = tmp_path / "tracker.db"
    with closing(sqlite3.connect(path)) as connection:
        for statement in (*statements, "create table more (a)"):
            connection.execute(statement)
    before = path.read_bytes()
    with pytest.raises((NewerDatabase, NotOurs), match=re.escape(str(path))):
        async with Database.open(path):
            pass
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["tracker.db"]


@pytest.mark.parametrize("left", [50, 4096, 12_000, 60_000])
async def test_a_file_that_was_cut_short_is_refused_untouched(tmp_path, left):
    path = tmp_path / "tracker.db"
    async with Database.open(path):
        pass
    cut = path.read_bytes()[:left]
    path.write_bytes(cut)
    with pytest.raises(Damaged):
        async with Database.open(path):
            pass
    assert path.read_bytes() == cut


def test_a_migration_that_fails_leaves_the_version_before(tmp_path):
    schema = tmp_path / "schema"
    schema.mkdir()
    (schema / "001_a.sql").write_text("create table a (x);\n")
    migrate(tmp_path / "x.db", schema)
    (schema / "002_b.sql").write_text("create table b (x);\ncreate table b (x);\n")
    with pytest.raises(RefusesForNow):
        migrate(tmp_path / "x.db", schema)
    with closing(sqlite3.connect(tmp_path / "x.db")) as left:
        assert left.execute("select name from sqlite_master").fetchall() == [("a",)]
        assert left.execute("pragma user_version").fetchone() == (1,)


def test_a_new_file_is_made_as_a_whole_or_stays_empty(tmp_path):
    schema = tmp_path / "schema"
    schema.mkdir()
    (schema / "001_a.sql").write_text("create table a (x);\n")
    (schema / "002_b.sql").write_text("create table a (x);\n")
    with pytest.raises(RefusesForNow):
        migrate(tmp_path / "x.db", schema)
    with closing(sqlite3.connect(tmp_path / "x.db")) as left:
        assert left.execute("select name from sqlite_master").fetchall() == []
        assert left.execute("pragma user_version").fetchone() == (0,)


def test_a_copy_is_made_before_a_database_is_migrated(tmp_path):
    schema, path = tmp_path / "schema", tmp_path / "x.db"
    schema.mkdir()
    (schema / "001_a.sql").write_text("create table a (x);\n")
    migrate(path, schema)
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("insert into a values (1)")
    (schema / "002_b.sql").write_text("create table b (x);\n")
    migrate(path, schema)
    with closing(sqlite3.connect(tmp_path / "x-before-002.db")) as copy:
        assert copy.execute("select x from a").fetchall() == [(1,)]


FAMILY = """create table parent (id integer primary key);
create table child (parent_id integer not null references parent (id) on delete cascade);
insert into parent values (1), (2);
insert into child values (1), (2);
"""
PARENT_ANEW = """create table new_parent (id integer primary key, name text not null default '');
insert into new_parent (id) select id from parent where id <= {last};
drop table parent;
alter table new_parent rename to parent;
"""


def family(folder: Path) -> tuple[Path, Path]:
    """A database with the rows of FAMILY, and the folder of its schema."""
    schema, path = folder / "schema", folder / "x.db"
    schema.mkdir()
    (schema / "001_family.sql").write_text(FAMILY)
    migrate(path, schema)
    return path, schema


def test_a_migration_that_builds_a_table_anew_keeps_what_names_its_rows(tmp_path):
    path, schema = family(tmp_path)
    (schema / "002_anew.sql").write_text(PARENT_ANEW.format(last=2))
    migrate(path, schema)
    with closing(sqlite3.connect(path, isolation_level=None)) as left:
        left.execute("pragma foreign_keys = on")
        assert left.execute("select parent_id from child").fetchall() == [(1,), (2,)]
        left.execute("delete from parent where id = 1")
        assert left.execute("select parent_id from child").fetchall() == [(2,)]


def test_a_migration_that_loses_a_row_which_others_name_is_taken_back(tmp_path):
    path, schema = family(tmp_path)
    (schema / "002_anew.sql").write_text(PARENT_ANEW.format(last=1))
    with pytest.raises(Unusable, match="schema 2 was taken back: row 2 of child names a row of"):
        migrate(path, schema)
    with closing(sqlite3.connect(path)) as left:
        assert left.execute("pragma user_version").fetchone() == (1,)
        assert left.execute("select id from parent").fetchall() == [(1,), (2,)]
        assert left.execute("select parent_id from child").fetchall() == [(1,), (2,)]


async def test_foreign_keys_are_on_once_the_migrations_are_done(tmp_path):
    async with Database.open(tmp_path / "tracker.db") as db, db.transaction() as tx:
        assert [tuple(row) for row in await tx.execute_fetchall("pragma foreign_keys")] == [(1,)]


def test_triggers_and_semicolons_in_strings_stay_whole():
    trigger = (
        "create trigger t after insert on a\nbegin\n  delete from a;\n  delete from b;\nend;\n"
    )
    assert list(statements("insert into a values (';');\n" + trigger)) == [
        "insert into a values (';');\n",
        trigger,
    ]


@pytest.mark.parametrize("holder", ["serving http://127.0.0.1:1", "a server that starts over"])
def test_only_a_command_lets_go_of_the_folder_by_itself(tmp_path, holder):
    assert passing_holder(tmp_path) == ""
    with data_folder(tmp_path, "tracker restore") as held:
        assert "(tracker restore)" in passing_holder(tmp_path)
        held.is_named(holder)
        assert passing_holder(tmp_path) == ""
        with pytest.raises(DataFolderTaken, match=holder):
            with data_folder(tmp_path, "another"):
                pass
    assert passing_holder(tmp_path) == ""


def test_a_disk_that_knows_no_locks_is_named(tmp_path, monkeypatch):
    def flock(*_):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", flock)
    with pytest.raises(NoDataFolder, match="Put it on a disk of this machine"):
        with data_folder(tmp_path, "serving"):
            pass


def test_a_second_process_hears_who_has_the_folder(tmp_path):
    with data_folder(tmp_path, "serving on port 8000"):
        with pytest.raises(DataFolderTaken, match="serving on port 8000"):
            with data_folder(tmp_path, "another"):
                pass
